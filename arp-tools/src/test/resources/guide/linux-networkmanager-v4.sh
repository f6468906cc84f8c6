#!/bin/sh
# Linux: NetworkManager 1.42 or newer
# Direct return (l4-dr): have 192.0.2.10, and do not answer ARP for it
# Made by: weir arp guide --os linux-networkmanager --vip 192.0.2.10 --rip
# 192.0.2.51 --interface eth0
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
    # Have a connection for lo, as NetworkManager 1.42 or newer makes one
    nmcli -g connection.id connection show lo > /dev/null 2>&1 ||
        nmcli connection add type loopback con-name lo ifname lo \
            ipv4.method manual ipv4.addresses 127.0.0.1/8 \
            ipv6.method manual ipv6.addresses ::1/128
    # Have the VIP on lo, now and at every start
    nmcli -g ipv4.addresses connection show lo | tr -d '\\' |
        grep -qF '192.0.2.10/32' ||
        nmcli connection modify lo +ipv4.addresses '192.0.2.10/32'
    nmcli connection up lo
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
    nmcli connection modify lo -ipv4.addresses '192.0.2.10/32' || true
    nmcli connection up lo
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
