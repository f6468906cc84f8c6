#!/bin/sh
# Linux: no VIP on the server, nft redirect
# Direct return (l4-dr) without the VIP: packets for 2001:db8::10 go to the
# server's own address
# Made by: weir arp guide --os linux-redirect --vip 2001:db8::10 --rip
# 2001:db8::51 --interface eth0
# The VIP is not on the server, so nothing can answer for it.
# The service listens on the server's own address or on all, on the port that
# clients use.
# What empties nft's rules, as a restart of nftables.service does, takes this
# one too: run apply again.
# It costs connection tracking. Without nft: ip6tables -t nat -A PREROUTING -d
# 2001:db8::10 -j REDIRECT
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Redirect what comes for the VIP
    mkdir -p /etc/weir-vip
    printf '%s\n' \
        'table ip6 weir_redirect_2001_db8__10' \
        'delete table ip6 weir_redirect_2001_db8__10' \
        'table ip6 weir_redirect_2001_db8__10 {' \
        '    chain prerouting {' \
        '        type nat hook prerouting priority -100;' \
        '        ip6 daddr 2001:db8::10 redirect' \
        '    }' \
        '}' \
        > /etc/weir-vip/weir-redirect-2001-db8--10.nft
    nft -f /etc/weir-vip/weir-redirect-2001-db8--10.nft
    # Do the same at every start, by a unit of systemd
    mkdir -p /etc/systemd/system
    printf '%s\n' \
        '[Unit]' \
        'Description=Weir: Redirect what comes for the VIP' \
        'After=network-pre.target nftables.service' \
        '' \
        '[Service]' \
        'Type=oneshot' \
        'RemainAfterExit=yes' \
        'ExecStart=/bin/sh -c \' \
        '  "nft -f /etc/weir-vip/weir-redirect-2001-db8--10.nft"' \
        '' \
        '[Install]' \
        'WantedBy=multi-user.target' \
        > /etc/systemd/system/weir-redirect-2001-db8--10.service
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable weir-redirect-2001-db8--10.service
    else
        echo 'no systemd here: at a start, do this by other means' >&2
    fi
}

verify() {
    # The rule is there
    nft list table ip6 weir_redirect_2001_db8__10 |
        grep 'daddr 2001:db8::10 redirect'
}

undo() {
    # Do it at no start any more
    if [ -d /run/systemd/system ]; then
        systemctl disable weir-redirect-2001-db8--10.service || true
    fi
    rm -f /etc/systemd/system/weir-redirect-2001-db8--10.service
    # Redirect no more
    nft delete table ip6 weir_redirect_2001_db8__10 2> /dev/null || true
    rm -f /etc/weir-vip/weir-redirect-2001-db8--10.nft
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
