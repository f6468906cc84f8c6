#!/bin/sh
# macOS
# Direct return (l4-dr): have 192.0.2.10 on the loopback interface
# Made by: weir arp guide --os macos --vip 192.0.2.10 --rip 192.0.2.51
# --interface eth0
# This system answers only for addresses of the interface that is asked, so the
# VIP on the loopback interface is silent by itself.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have the VIP, without a word on the network
    /sbin/ifconfig lo0 alias 192.0.2.10 netmask 255.255.255.255
    # Do the same at every start, by launchd
    printf '%s\n' \
        '<?xml version="1.0" encoding="UTF-8"?>' \
        '<plist version="1.0"><dict>' \
        '<key>Label</key><string>net.weir.vip.192.0.2.10</string>' \
        '<key>RunAtLoad</key><true/>' \
        '<key>ProgramArguments</key><array>' \
        '  <string>/sbin/ifconfig</string>' \
        '  <string>lo0</string>' \
        '  <string>alias</string>' \
        '  <string>192.0.2.10</string>' \
        '  <string>netmask</string>' \
        '  <string>255.255.255.255</string>' \
        '</array></dict></plist>' \
        > /Library/LaunchDaemons/net.weir.vip.192.0.2.10.plist
    chown root:wheel /Library/LaunchDaemons/net.weir.vip.192.0.2.10.plist
    chmod 644 /Library/LaunchDaemons/net.weir.vip.192.0.2.10.plist
}

verify() {
    # The VIP is there
    ifconfig lo0 | grep 'inet 192\.0\.2\.10[ /]'
}

undo() {
    # Do it at no start any more
    rm -f /Library/LaunchDaemons/net.weir.vip.192.0.2.10.plist
    # Have the VIP no more
    ifconfig lo0 inet 192.0.2.10 -alias 2> /dev/null || true
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
