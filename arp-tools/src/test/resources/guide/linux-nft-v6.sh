#!/bin/sh
# Linux: nft drops ARP for the VIP
# Direct return (l4-dr): have 2001:db8::10, and do not answer neighbour
# discovery for it
# Made by: weir arp guide --os linux-nft --vip 2001:db8::10 --rip 2001:db8::51
# --interface eth0
# The service must accept connections to 2001:db8::10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have the VIP, without a word on the network
    ip -6 addr replace 2001:db8::10/128 dev lo nodad preferred_lft 0
    # Do the same at every start, by a unit of systemd
    mkdir -p /etc/systemd/system
    printf '%s\n' \
        '[Unit]' \
        'Description=VIP 2001:db8::10 on lo' \
        'After=systemd-sysctl.service' \
        '' \
        '[Service]' \
        'Type=oneshot' \
        'RemainAfterExit=yes' \
        'ExecStart=/bin/sh -c \' \
        '  "ip -6 addr replace 2001:db8::10/128 dev lo nodad preferred_lft 0"' \
        'ExecStop=-/bin/sh -c \' \
        '  "ip address del 2001:db8::10/128 dev lo"' \
        '' \
        '[Install]' \
        'WantedBy=multi-user.target' \
        > /etc/systemd/system/weir-vip-2001-db8--10.service
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable weir-vip-2001-db8--10.service
    else
        echo 'no systemd here: at a start, do this by other means' >&2
    fi
}

verify() {
    # The VIP is on lo
    ip -6 -o address show dev lo to 2001:db8::10/128 | grep .
}

undo() {
    # Do it at no start any more
    if [ -d /run/systemd/system ]; then
        systemctl disable weir-vip-2001-db8--10.service || true
    fi
    rm -f /etc/systemd/system/weir-vip-2001-db8--10.service
    # Have the VIP no more
    ip address del 2001:db8::10/128 dev lo 2> /dev/null || true
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
