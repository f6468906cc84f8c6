#!/bin/sh
# Linux: NetworkManager 1.42 or newer
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 192.0.2.2
# Made by: weir arp guide --os linux-networkmanager --vip 192.0.2.10 --rip
# 192.0.2.51/24 --interface eth0 --mode nat --gateway 192.0.2.2
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
    # Go by the balancer everywhere, and believe nobody who knows a shorter way
    printf '%s\n' \
        'echo 0 > /proc/sys/net/ipv4/conf/all/accept_redirects' \
        'echo 0 > /proc/sys/net/ipv4/conf/eth0/accept_redirects' \
        'ip route replace 192.0.2.2/32 dev eth0' \
        'ip route replace 0.0.0.0/1 via 192.0.2.2 dev eth0' \
        'ip route replace 128.0.0.0/1 via 192.0.2.2 dev eth0' \
        'ip route replace 192.0.2.0/25 via 192.0.2.2 dev eth0' \
        'ip route replace 192.0.2.128/25 via 192.0.2.2 dev eth0' \
        > /usr/local/sbin/weir-nat-routes
    sh -e /usr/local/sbin/weir-nat-routes
    # Do the same at every start, by a unit of systemd
    mkdir -p /etc/systemd/system
    printf '%s\n' \
        '[Unit]' \
        'Description=Routes by the balancer 192.0.2.2' \
        'After=network-online.target' \
        'Wants=network-online.target' \
        '' \
        '[Service]' \
        'Type=oneshot' \
        'RemainAfterExit=yes' \
        'ExecStart=/bin/sh -c \' \
        '  "sh -e /usr/local/sbin/weir-nat-routes"' \
        '' \
        '[Install]' \
        'WantedBy=multi-user.target' \
        > /etc/systemd/system/weir-nat-routes.service
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable weir-nat-routes.service
    else
        echo 'no systemd here: at a start, do this by other means' >&2
    fi
}

verify() {
    # All routes are there
    ip route show 0.0.0.0/1 | grep 'via 192.0.2.2 '
    ip route show 128.0.0.0/1 | grep 'via 192.0.2.2 '
    ip route show 192.0.2.0/25 | grep 'via 192.0.2.2 '
    ip route show 192.0.2.128/25 | grep 'via 192.0.2.2 '
}

undo() {
    # Do it at no start any more
    if [ -d /run/systemd/system ]; then
        systemctl disable weir-nat-routes.service || true
    fi
    rm -f /etc/systemd/system/weir-nat-routes.service
    # Forget the routes
    rm -f /usr/local/sbin/weir-nat-routes
    # Go as before; redirects are refused until the next start of the system
    ip route del 0.0.0.0/1 via 192.0.2.2 2> /dev/null || true
    ip route del 128.0.0.0/1 via 192.0.2.2 2> /dev/null || true
    ip route del 192.0.2.0/25 via 192.0.2.2 2> /dev/null || true
    ip route del 192.0.2.128/25 via 192.0.2.2 2> /dev/null || true
    ip route del 192.0.2.2/32 dev eth0 2> /dev/null || true
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
