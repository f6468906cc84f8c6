#!/bin/sh
# AIX
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 192.0.2.2
# Made by: weir arp guide --os aix --vip 192.0.2.10 --rip 192.0.2.51/24
# --interface eth0 --mode nat --gateway 192.0.2.2
# Without this, clients in the subnet 192.0.2.0/24 get no answer: the server
# replies to them directly, and they have asked 192.0.2.10, not the server.
# Traffic between the servers of this subnet goes by the balancer too. Where
# that is too much, use mode l4-snat, which needs nothing on the server.
# The balancer must forward what is not of its services (ip_forward=1) and not
# tell the server of a shorter way (send_redirects=0).
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Go by the balancer everywhere
    route add -host 192.0.2.2 192.0.2.51 -interface 2> /dev/null || true
    route add -net 0.0.0.0/1 192.0.2.2 2> /dev/null || true
    route add -net 128.0.0.0/1 192.0.2.2 2> /dev/null || true
    route add -net 192.0.2.0/25 192.0.2.2 2> /dev/null || true
    route add -net 192.0.2.128/25 192.0.2.2 2> /dev/null || true
    # Do the same at every start
    file=/etc/rc.net
    line='route add -host 192.0.2.2 192.0.2.51 -interface'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -net 0.0.0.0/1 192.0.2.2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -net 128.0.0.0/1 192.0.2.2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -net 192.0.2.0/25 192.0.2.2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -net 192.0.2.128/25 192.0.2.2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
}

verify() {
    # The routes by the balancer
    netstat -rn | grep ' 192.0.2.2 '
}

undo() {
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -host 192.0.2.2 192.0.2.51 -interface'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -net 0.0.0.0/1 192.0.2.2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -net 128.0.0.0/1 192.0.2.2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -net 192.0.2.0/25 192.0.2.2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -net 192.0.2.128/25 192.0.2.2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Go as before
    route delete -net 192.0.2.128/25 192.0.2.2 2> /dev/null || true
    route delete -net 192.0.2.0/25 192.0.2.2 2> /dev/null || true
    route delete -net 128.0.0.0/1 192.0.2.2 2> /dev/null || true
    route delete -net 0.0.0.0/1 192.0.2.2 2> /dev/null || true
    route delete -host 192.0.2.2 192.0.2.51 -interface 2> /dev/null || true
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
