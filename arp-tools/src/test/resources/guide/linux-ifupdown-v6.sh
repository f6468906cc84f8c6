#!/bin/sh
# Linux: ifupdown (Debian)
# Direct return (l4-dr): have 2001:db8::10, and do not answer neighbour
# discovery for it
# Made by: weir arp guide --os linux-ifupdown --vip 2001:db8::10 --rip
# 2001:db8::51 --interface eth0
# The service must accept connections to 2001:db8::10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have the VIP on lo at every start
    mkdir -p /etc/network/interfaces.d
    printf '%s\n' \
        'iface lo inet6 static' \
        '    address 2001:db8::10/128' \
        '    dad-attempts 0' \
        '    preferred-lifetime 0' \
        > /etc/network/interfaces.d/weir-vip-2001-db8--10
    grep -Eq '^source(-directory)? .*interfaces\.d(/\*)?/? *$' \
        /etc/network/interfaces ||
        echo 'source /etc/network/interfaces.d/weir-vip-*' \
            >> /etc/network/interfaces
    # Have it now
    ip -6 addr replace 2001:db8::10/128 dev lo nodad preferred_lft 0
}

verify() {
    # The VIP is on lo
    ip -6 -o address show dev lo to 2001:db8::10/128 | grep .
}

undo() {
    # Forget the VIP
    rm -f /etc/network/interfaces.d/weir-vip-2001-db8--10
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
