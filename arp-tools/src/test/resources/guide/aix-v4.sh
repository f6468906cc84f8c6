#!/bin/sh
# AIX
# Direct return (l4-dr): have 192.0.2.10 on the loopback interface
# Made by: weir arp guide --os aix --vip 192.0.2.10 --rip 192.0.2.51 --interface
# eth0
# This system answers only for addresses of the interface that is asked, so the
# VIP on the loopback interface is silent by itself.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Have the VIP, without a word on the network
    ifconfig lo0 alias 192.0.2.10 netmask 255.255.255.255
    # Do the same at every start
    file=/etc/rc.net
    line='ifconfig lo0 alias 192.0.2.10 netmask 255.255.255.255'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
}

verify() {
    # The VIP is there
    ifconfig lo0 | grep 'inet 192\.0\.2\.10[ /]'
    # No route has come with it but the VIP's own: look, and delete any other to
    # lo0
    netstat -rn | grep lo0
}

undo() {
    # Do it at no start any more
    file=/etc/rc.net
    line='ifconfig lo0 alias 192.0.2.10 netmask 255.255.255.255'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Have the VIP no more
    ifconfig lo0 delete 192.0.2.10 2> /dev/null || true
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
