# Windows Server 2008 or newer: netsh
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 192.0.2.2
# Made by: weir arp guide --os windows-netsh --vip 192.0.2.10 --rip
# 192.0.2.51/24 --interface "Ethernet 2" --mode nat --gateway 192.0.2.2
# Without this, clients in the subnet 192.0.2.0/24 get no answer: the server
# replies to them directly, and they have asked 192.0.2.10, not the server.
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
        '192.0.2.2/32' = '0.0.0.0'
        '0.0.0.0/1' = '192.0.2.2'
        '128.0.0.0/1' = '192.0.2.2'
        '192.0.2.0/25' = '192.0.2.2'
        '192.0.2.128/25' = '192.0.2.2'
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
        '192.0.2.2/32' = '0.0.0.0'
        '0.0.0.0/1' = '192.0.2.2'
        '128.0.0.0/1' = '192.0.2.2'
        '192.0.2.0/25' = '192.0.2.2'
        '192.0.2.128/25' = '192.0.2.2'
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
        '192.0.2.2/32' = '0.0.0.0'
        '0.0.0.0/1' = '192.0.2.2'
        '128.0.0.0/1' = '192.0.2.2'
        '192.0.2.0/25' = '192.0.2.2'
        '192.0.2.128/25' = '192.0.2.2'
    }
    # Go as before
    foreach ($to in $routes.Keys) {
        Get-NetRoute -DestinationPrefix $to -InterfaceAlias $net `
            -ErrorAction SilentlyContinue | Remove-NetRoute -Confirm:$false
    }
}

& "Invoke-$Action"
