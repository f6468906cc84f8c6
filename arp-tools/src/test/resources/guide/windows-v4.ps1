# Windows Server 2012 or newer: PowerShell
# Direct return (l4-dr): have 192.0.2.10 on a loopback adapter, and take its
# packets from the network
# Made by: weir arp guide --os windows --vip 192.0.2.10 --rip 192.0.2.51
# --interface "Ethernet 2"
# Network Load Balancing must be off on this server: it answers ARP for its
# cluster's address with an Ethernet address of its own (02-bf-... or
# 03-bf-...).
# The loopback adapter is added once by hand: hdwwiz, "Install the hardware that
# I manually select", Network adapters, Microsoft, Microsoft KM-TEST Loopback
# Adapter (or: devcon install %windir%\inf\netloop.inf *MSLOOP).
# The firewall must let the service's port in on the loopback adapter's profile
# too (Public).
# IIS: bind the site to the VIP too, or to All Unassigned.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as administrator: powershell -File FILE [apply|verify|undo]
param([ValidateSet('apply', 'verify', 'undo')][string]$Action = 'apply')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-Apply {
    # Network Load Balancing must be off
    Get-NetAdapterBinding -ComponentID ms_nlb -ErrorAction SilentlyContinue |
        Where-Object Enabled |
        ForEach-Object { throw "NLB is on at $($_.Name): turn it off" }
    # Find the loopback adapter, and name it weir-vip
    $loop = Get-NetAdapter -Name 'weir-vip' -ErrorAction SilentlyContinue
    if (-not $loop) {
        $loop = Get-NetAdapter | Where-Object InterfaceDescription `
            -like '*KM-TEST Loopback*' | Select-Object -First 1
        if (-not $loop) { throw 'add the KM-TEST Loopback Adapter: hdwwiz' }
        $loop | Rename-NetAdapter -NewName 'weir-vip'
    }
    # The adapter of the server's own address
    $net = 'Ethernet 2'
    # Neither ask the network for the VIP nor put its name into DNS
    Set-NetIPInterface -InterfaceAlias 'weir-vip' -AddressFamily IPv4 `
        -DadTransmits 0 -InterfaceMetric 254 `
        -WeakHostReceive Enabled -WeakHostSend Enabled
    Set-DnsClient -InterfaceAlias 'weir-vip' `
        -RegisterThisConnectionsAddress $false
    # Take packets for it that come in on the server's own adapter
    Set-NetIPInterface -InterfaceAlias $net -AddressFamily IPv4 `
        -WeakHostReceive Enabled -WeakHostSend Enabled
    # Have the VIP, now and at every start; never as a source of own calls
    if (-not (Get-NetIPAddress -IPAddress '192.0.2.10' `
            -ErrorAction SilentlyContinue)) {
        $null = New-NetIPAddress -InterfaceAlias 'weir-vip' `
            -IPAddress '192.0.2.10' -PrefixLength 32 `
            -SkipAsSource $true
    }
}

function Invoke-Verify {
    # Network Load Balancing must be off
    Get-NetAdapterBinding -ComponentID ms_nlb -ErrorAction SilentlyContinue |
        Where-Object Enabled |
        ForEach-Object { throw "NLB is on at $($_.Name): turn it off" }
    # The adapter of the server's own address
    $net = 'Ethernet 2'
    # The VIP is there
    Get-NetIPAddress -IPAddress '192.0.2.10' |
        Format-Table InterfaceAlias, IPAddress, PrefixLength, SkipAsSource
    # Weak host: Enabled on both adapters
    foreach ($alias in $net, 'weir-vip') {
        $one = Get-NetIPInterface -InterfaceAlias $alias -AddressFamily IPv4
        if ("$($one.WeakHostReceive)" -ne 'Enabled') {
            throw "WeakHostReceive is off on $alias"
        }
    }
}

function Invoke-Undo {
    # The adapter of the server's own address
    $net = 'Ethernet 2'
    # Have the VIP no more
    Get-NetIPAddress -IPAddress '192.0.2.10' `
        -ErrorAction SilentlyContinue | Remove-NetIPAddress -Confirm:$false
    # Strong host as usual, unless another VIP is on the loopback adapter
    $more = Get-NetIPAddress -InterfaceAlias 'weir-vip' `
        -ErrorAction SilentlyContinue | Where-Object SkipAsSource
    if (-not $more) {
        Set-NetIPInterface -InterfaceAlias $net -AddressFamily IPv4 `
            -WeakHostReceive Disabled -WeakHostSend Disabled
    }
}

& "Invoke-$Action"
