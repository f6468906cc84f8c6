# Windows Server 2008 or newer: netsh
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 2001:db8::2
# Made by: weir arp guide --os windows-netsh --vip 2001:db8::10 --rip
# 2001:db8::51/64 --interface "Ethernet 2" --mode nat --gateway 2001:db8::2
# Without this, clients in the subnet 2001:db8::/64 get no answer: the server
# replies to them directly, and they have asked 2001:db8::10, not the server.
# Traffic between the servers of this subnet goes by the balancer too. Where
# that is too much, use mode l4-snat, which needs nothing on the server.
# The balancer must forward what is not of its services (ip_forward=1) and not
# tell the server of a shorter way (send_redirects=0).
# Usage, as administrator: powershell -File FILE [apply|verify|undo]
param([ValidateSet('apply', 'verify', 'undo')][string]$Action = 'apply')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-Apply {
    # The adapter, and the routes: narrower than those that are there
    $net = 'Ethernet 2'
    $routes = [ordered]@{
        '2001:db8::2/128' = '::'
        '::/1' = '2001:db8::2'
        '8000::/1' = '2001:db8::2'
        '2001:db8::/65' = '2001:db8::2'
        '2001:db8:0:0:8000::/65' = '2001:db8::2'
    }
    # Go by the balancer everywhere, now and at every start
    foreach ($to in $routes.Keys) {
        if (-not (Get-NetRoute -DestinationPrefix $to -InterfaceAlias $net `
                -ErrorAction SilentlyContinue)) {
            $null = New-NetRoute -DestinationPrefix $to -InterfaceAlias $net `
                -NextHop $routes[$to] -RouteMetric 1
        }
    }
}

function Invoke-Verify {
    # The adapter, and the routes: narrower than those that are there
    $net = 'Ethernet 2'
    $routes = [ordered]@{
        '2001:db8::2/128' = '::'
        '::/1' = '2001:db8::2'
        '8000::/1' = '2001:db8::2'
        '2001:db8::/65' = '2001:db8::2'
        '2001:db8:0:0:8000::/65' = '2001:db8::2'
    }
    # They are there
    foreach ($to in $routes.Keys) {
        Get-NetRoute -DestinationPrefix $to -InterfaceAlias $net
    }
}

function Invoke-Undo {
    # The adapter, and the routes: narrower than those that are there
    $net = 'Ethernet 2'
    $routes = [ordered]@{
        '2001:db8::2/128' = '::'
        '::/1' = '2001:db8::2'
        '8000::/1' = '2001:db8::2'
        '2001:db8::/65' = '2001:db8::2'
        '2001:db8:0:0:8000::/65' = '2001:db8::2'
    }
    # Go as before
    foreach ($to in $routes.Keys) {
        Get-NetRoute -DestinationPrefix $to -InterfaceAlias $net `
            -ErrorAction SilentlyContinue | Remove-NetRoute -Confirm:$false
    }
}

& "Invoke-$Action"
