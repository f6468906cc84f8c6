#!/bin/sh
# Solaris 11, illumos: ipadm
# Direct return (l4-dr): have 192.0.2.10 on the loopback interface
# Made by: weir arp guide --os solaris --vip 192.0.2.10 --rip 192.0.2.51
# --interface eth0
# This system answers only for addresses of the interface that is asked, so the
# VIP on the loopback interface is silent by itself.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have the VIP, now and at every start
    ipadm show-addr lo0/weir192_0_2_10 > /dev/null 2>&1 ||
        ipadm create-addr -T static -a 192.0.2.10/32 lo0/weir192_0_2_10
    # Never choose it as a source of own connections
    ipadm set-addrprop -p deprecated=on lo0/weir192_0_2_10
    # Take packets for it that come in on other interfaces (the default)
    ipadm set-prop -p hostmodel=weak ipv4
}

verify() {
    # The VIP is there
    ipadm show-addr lo0/weir192_0_2_10
    # Weak host model
    ipadm show-prop -p hostmodel -c -o current ipv4 | grep weak
}

undo() {
    # Have the VIP no more
    ipadm delete-addr lo0/weir192_0_2_10 2> /dev/null || true
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
