#!/bin/sh
# Linux: ifupdown (Debian)
# Direct return (l4-dr): have 192.0.2.10, and do not answer ARP for it
# Made by: weir arp guide --os linux-ifupdown --vip 192.0.2.10 --rip 192.0.2.51
# --interface eth0
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Keep what is set now, for undo
    mkdir -p /etc/weir-vip
    for key in all/arp_ignore all/arp_announce eth0/arp_ignore \
        eth0/arp_announce; do
        grep -q "^$key:" /etc/weir-vip/arp-before 2> /dev/null ||
            echo "$key:$(cat "/proc/sys/net/ipv4/conf/$key")" \
                >> /etc/weir-vip/arp-before
    done
    # Be silent first: else the new address is announced and answered for
    mkdir -p /etc/sysctl.d
    printf '%s\n' \
        'net.ipv4.conf.all.arp_ignore = 1' \
        'net.ipv4.conf.all.arp_announce = 2' \
        'net.ipv4.conf.eth0.arp_ignore = 1' \
        'net.ipv4.conf.eth0.arp_announce = 2' \
        > /etc/sysctl.d/90-weir-vip-192.0.2.10.conf
    sysctl -q -p /etc/sysctl.d/90-weir-vip-192.0.2.10.conf
    # Have the VIP on lo at every start
    mkdir -p /etc/network/interfaces.d
    printf '%s\n' \
        'iface lo inet static' \
        '    address 192.0.2.10/32' \
        > /etc/network/interfaces.d/weir-vip-192_0_2_10
    grep -Eq '^source(-directory)? .*interfaces\.d(/\*)?/? *$' \
        /etc/network/interfaces ||
        echo 'source /etc/network/interfaces.d/weir-vip-*' \
            >> /etc/network/interfaces
    # Have it now
    ip address replace 192.0.2.10/32 dev lo
}

verify() {
    # Silence: arp_ignore is 1 or more, arp_announce is 2
    [ "$(cat /proc/sys/net/ipv4/conf/all/arp_ignore)" -ge 1 ]
    [ "$(cat /proc/sys/net/ipv4/conf/all/arp_announce)" -eq 2 ]
    # The VIP is on lo
    ip -o address show dev lo to 192.0.2.10/32 | grep .
}

undo() {
    # Forget the VIP
    rm -f /etc/network/interfaces.d/weir-vip-192_0_2_10
    # Have the VIP no more
    ip address del 192.0.2.10/32 dev lo 2> /dev/null || true
    # Answer ARP as before, unless another VIP of Weir needs the silence
    rm -f /etc/sysctl.d/90-weir-vip-192.0.2.10.conf
    if [ -f /etc/weir-vip/arp-before ] &&
        ! ls /etc/sysctl.d/90-weir-vip-* > /dev/null 2>&1 &&
        ! ls /etc/weir-vip/weir-arp-* > /dev/null 2>&1; then
        while IFS=: read -r key value; do
            echo "$value" > "/proc/sys/net/ipv4/conf/$key" || true
        done < /etc/weir-vip/arp-before
        rm -f /etc/weir-vip/arp-before
    fi
    rmdir /etc/weir-vip 2> /dev/null || true
}

case ${1-apply} in
    apply) apply ;;
    verify) verify ;;
    undo) undo ;;
    *)
        echo 'one of apply, verify, undo' >&2
        exit 2
        ;;
esac
