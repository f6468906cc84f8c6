#!/bin/sh
# Linux: netplan (Ubuntu)
# Direct return (l4-dr): have 2001:db8::10, and do not answer neighbour
# discovery for it
# Made by: weir arp guide --os linux-netplan --vip 2001:db8::10 --rip
# 2001:db8::51 --interface eth0
# The service must accept connections to 2001:db8::10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have the VIP on lo, now and at every start; netplan joins the files of
    # several VIPs
    printf '%s\n' \
        'network:' \
        '  version: 2' \
        '  ethernets:' \
        '    lo:' \
        '      match: { name: lo }' \
        '      addresses:' \
        '        - "2001:db8::10/128": { lifetime: 0 }' \
        > /etc/netplan/90-weir-vip-2001-db8--10.yaml
    chmod 600 /etc/netplan/90-weir-vip-2001-db8--10.yaml
    netplan apply
}

verify() {
    # The VIP is on lo
    ip -6 -o address show dev lo to 2001:db8::10/128 | grep .
}

undo() {
    # Forget the VIP
    rm -f /etc/netplan/90-weir-vip-2001-db8--10.yaml
    netplan apply
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
