#!/bin/sh
# Solaris 10: ifconfig
# Direct return (l4-dr): have 192.0.2.10 on the loopback interface
# Made by: weir arp guide --os solaris-10 --vip 192.0.2.10 --rip 192.0.2.51
# --interface eth0
# This system answers only for addresses of the interface that is asked, so the
# VIP on the loopback interface is silent by itself.
# The alias lo0:11 comes from the VIP's last byte; take another if it is in use.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have the VIP, without a word on the network
    ifconfig lo0:11 plumb 2> /dev/null || true
    ifconfig lo0:11 192.0.2.10 netmask 255.255.255.255 deprecated up
    # Do the same at every start
    printf '%s\n' \
        '192.0.2.10 netmask 255.255.255.255 deprecated up' \
        > /etc/hostname.lo0:11
}

verify() {
    # The VIP is there
    ifconfig -a | grep 'inet 192\.0\.2\.10[ /]'
}

undo() {
    # Do it at no start any more
    rm -f /etc/hostname.lo0:11
    # Have the VIP no more
    ifconfig lo0:11 unplumb 2> /dev/null || true
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
