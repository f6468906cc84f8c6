#!/bin/sh
# Linux: nft drops ARP for the VIP
# Direct return (l4-dr): have 192.0.2.10, and let nft drop ARP questions for it
# Made by: weir arp guide --os linux-nft --vip 192.0.2.10 --rip 192.0.2.51
# --interface eth0
# For hosts whose arp_ignore must stay 0. Without nft: arptables -A INPUT -d
# 192.0.2.10 -j DROP
# What empties nft's rules, as a restart of nftables.service does, takes this
# one too: run apply again.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Keep what is set now, for undo
    mkdir -p /etc/weir-vip
    for key in all/arp_announce; do
        grep -q "^$key:" /etc/weir-vip/arp-before 2> /dev/null ||
            echo "$key:$(cat "/proc/sys/net/ipv4/conf/$key")" \
                >> /etc/weir-vip/arp-before
    done
    # Drop ARP questions for the VIP
    mkdir -p /etc/weir-vip
    printf '%s\n' \
        'table arp weir_vip_192_0_2_10' \
        'delete table arp weir_vip_192_0_2_10' \
        'table arp weir_vip_192_0_2_10 {' \
        '    chain input {' \
        '        type filter hook input priority 0;' \
        '        arp operation request arp daddr ip 192.0.2.10 drop' \
        '    }' \
        '}' \
        > /etc/weir-vip/weir-arp-192.0.2.10.nft
    nft -f /etc/weir-vip/weir-arp-192.0.2.10.nft
    # Do the same at every start, by a unit of systemd
    mkdir -p /etc/systemd/system
    printf '%s\n' \
        '[Unit]' \
        'Description=Weir: Drop ARP questions for the VIP' \
        'After=network-pre.target nftables.service' \
        '' \
        '[Service]' \
        'Type=oneshot' \
        'RemainAfterExit=yes' \
        'ExecStart=/bin/sh -c \' \
        '  "nft -f /etc/weir-vip/weir-arp-192.0.2.10.nft"' \
        'ExecStart=/bin/sh -c \' \
        '  "echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce"' \
        '' \
        '[Install]' \
        'WantedBy=multi-user.target' \
        > /etc/systemd/system/weir-arp-192.0.2.10.service
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable weir-arp-192.0.2.10.service
    else
        echo 'no systemd here: at a start, do this by other means' >&2
    fi
    # Ask from the server's own address only
    echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce
    # Have the VIP, without a word on the network
    ip address replace 192.0.2.10/32 dev lo
    # Do the same at every start, by a unit of systemd
    mkdir -p /etc/systemd/system
    printf '%s\n' \
        '[Unit]' \
        'Description=VIP 192.0.2.10 on lo' \
        'After=weir-arp-192.0.2.10.service' \
        '' \
        '[Service]' \
        'Type=oneshot' \
        'RemainAfterExit=yes' \
        'ExecStart=/bin/sh -c \' \
        '  "ip address replace 192.0.2.10/32 dev lo"' \
        'ExecStop=-/bin/sh -c \' \
        '  "ip address del 192.0.2.10/32 dev lo"' \
        '' \
        '[Install]' \
        'WantedBy=multi-user.target' \
        > /etc/systemd/system/weir-vip-192.0.2.10.service
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable weir-vip-192.0.2.10.service
    else
        echo 'no systemd here: at a start, do this by other means' >&2
    fi
}

verify() {
    # The rule is there
    nft list table arp weir_vip_192_0_2_10 | grep '192.0.2.10 drop'
    # The VIP is on lo
    ip -o address show dev lo to 192.0.2.10/32 | grep .
}

undo() {
    # Do it at no start any more
    if [ -d /run/systemd/system ]; then
        systemctl disable weir-vip-192.0.2.10.service || true
    fi
    rm -f /etc/systemd/system/weir-vip-192.0.2.10.service
    # Have the VIP no more
    ip address del 192.0.2.10/32 dev lo 2> /dev/null || true
    # Do it at no start any more
    if [ -d /run/systemd/system ]; then
        systemctl disable weir-arp-192.0.2.10.service || true
    fi
    rm -f /etc/systemd/system/weir-arp-192.0.2.10.service
    # Answer ARP as before, unless another VIP of Weir needs the silence
    nft delete table arp weir_vip_192_0_2_10 2> /dev/null || true
    rm -f /etc/weir-vip/weir-arp-192.0.2.10.nft
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
