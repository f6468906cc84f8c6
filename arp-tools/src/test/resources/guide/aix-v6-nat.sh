#!/bin/sh
# AIX
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 2001:db8::2
# Made by: weir arp guide --os aix --vip 2001:db8::10 --rip 2001:db8::51/64
# --interface eth0 --mode nat --gateway 2001:db8::2
# Without this, clients in the subnet 2001:db8::/64 get no answer: the server
# replies to them directly, and they have asked 2001:db8::10, not the server.
# Traffic between the servers of this subnet goes by the balancer too. Where
# that is too much, use mode l4-snat, which needs nothing on the server.
# The balancer must forward what is not of its services (ip_forward=1) and not
# tell the server of a shorter way (send_redirects=0).
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Go by the balancer everywhere
    route add -inet6 -host 2001:db8::2 2001:db8::51 -interface 2> /dev/null ||
        true
    route add -inet6 -net ::/1 2001:db8::2 2> /dev/null || true
    route add -inet6 -net 8000::/1 2001:db8::2 2> /dev/null || true
    route add -inet6 -net 2001:db8::/65 2001:db8::2 2> /dev/null || true
    route add -inet6 -net 2001:db8:0:0:8000::/65 2001:db8::2 2> /dev/null ||
        true
    # Do the same at every start
    file=/etc/rc.net
    line='route add -inet6 -host 2001:db8::2 2001:db8::51 -interface'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -inet6 -net ::/1 2001:db8::2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -inet6 -net 8000::/1 2001:db8::2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -inet6 -net 2001:db8::/65 2001:db8::2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
    # Do the same at every start
    file=/etc/rc.net
    line='route add -inet6 -net 2001:db8:0:0:8000::/65 2001:db8::2'
    grep -Fx "$line" "$file" > /dev/null 2>&1 ||
        echo "$line" >> "$file"
}

verify() {
    # The routes by the balancer
    netstat -rn | grep ' 2001:db8::2 '
}

undo() {
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -inet6 -host 2001:db8::2 2001:db8::51 -interface'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -inet6 -net ::/1 2001:db8::2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -inet6 -net 8000::/1 2001:db8::2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -inet6 -net 2001:db8::/65 2001:db8::2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Do it at no start any more
    file=/etc/rc.net
    line='route add -inet6 -net 2001:db8:0:0:8000::/65 2001:db8::2'
    if grep -Fx "$line" "$file" > /dev/null 2>&1; then
        { grep -vFx "$line" "$file" > "$file.weir" || [ $? -eq 1 ]; } &&
            cat "$file.weir" > "$file"
        rm -f "$file.weir"
    fi
    # Go as before
    route delete -inet6 -net 2001:db8:0:0:8000::/65 2001:db8::2 2> /dev/null ||
        true
    route delete -inet6 -net 2001:db8::/65 2001:db8::2 2> /dev/null || true
    route delete -inet6 -net 8000::/1 2001:db8::2 2> /dev/null || true
    route delete -inet6 -net ::/1 2001:db8::2 2> /dev/null || true
    route delete -inet6 -host 2001:db8::2 2001:db8::51 -interface 2> /dev/null \
        || true
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
