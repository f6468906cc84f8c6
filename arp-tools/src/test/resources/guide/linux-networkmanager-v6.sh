#!/bin/sh
# Linux: NetworkManager 1.42 or newer
# Direct return (l4-dr): have 2001:db8::10, and do not answer neighbour
# discovery for it
# Made by: weir arp guide --os linux-networkmanager --vip 2001:db8::10 --rip
# 2001:db8::51 --interface eth0
# The service must accept connections to 2001:db8::10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have a connection for lo, as NetworkManager 1.42 or newer makes one
    nmcli -g connection.id connection show lo > /dev/null 2>&1 ||
        nmcli connection add type loopback con-name lo ifname lo \
            ipv4.method manual ipv4.addresses 127.0.0.1/8 \
            ipv6.method manual ipv6.addresses ::1/128
    # Have the VIP on lo, now and at every start
    nmcli -g ipv6.addresses connection show lo | tr -d '\\' |
        grep -qF '2001:db8::10/128' ||
        nmcli connection modify lo +ipv6.addresses '2001:db8::10/128'
    nmcli connection up lo
    # Never choose the VIP as a source of own connections
    ip -6 addr replace 2001:db8::10/128 dev lo nodad preferred_lft 0
}

verify() {
    # The VIP is on lo
    ip -6 -o address show dev lo to 2001:db8::10/128 | grep .
}

undo() {
    # Forget the VIP
    nmcli connection modify lo -ipv6.addresses '2001:db8::10/128' || true
    nmcli connection up lo
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
