# Windows Server 2008 or newer: netsh
# Direct return (l4-dr): have 192.0.2.10 on a loopback adapter, and take its
# packets from the network
# Made by: weir arp guide --os windows-netsh --vip 192.0.2.10 --rip 192.0.2.51
# --interface "Ethernet 2"
# Network Load Balancing must be off on this server: it answers ARP for its
# cluster's address with an Ethernet address of its own (02-bf-... or
# 03-bf-...).
# The loopback adapter is added once by hand: hdwwiz, "Install the hardware that
# I manually select", Network adapters, Microsoft, Microsoft KM-TEST Loopback
# Adapter (or: devcon install %windir%\inf\netloop.inf *MSLOOP). Rename it to
# weir-vip.
# The firewall must let the service's port in on the loopback adapter's profile
# too (Public).
# IIS: bind the site to the VIP too, or to All Unassigned.
# An address that is there already is an error without harm.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as administrator: powershell -File FILE [apply|verify|undo]
param([ValidateSet('apply', 'verify', 'undo')][string]$Action = 'apply')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-Apply {
    # Weak host on the server's own adapter
    netsh interface ipv4 set interface "Ethernet 2" weakhostreceive=enabled `
        weakhostsend=enabled
    # The same on the loopback adapter, which asks the network for nothing
    netsh interface ipv4 set interface "weir-vip" weakhostreceive=enabled `
        weakhostsend=enabled dadtransmits=0 metric=254
    # Have the VIP, now and at every start; never as a source of own calls
    netsh interface ipv4 add address "weir-vip" 192.0.2.10 255.255.255.255 `
        skipassource=true
}

function Invoke-Verify {
    # Weak host receives: enabled
    netsh interface ipv4 show interface "Ethernet 2"
    # The same
    netsh interface ipv4 show interface "weir-vip"
    # The VIP is there; netsh itself fails for nothing that is missing
    if (-not (netsh interface ipv4 show addresses "weir-vip" |
            Select-String -Pattern `
                '(^|[^0-9a-f:.])192\.0\.2\.10($|[^0-9a-f:.])')) {
        throw 'the VIP is not there'
    }
}

function Invoke-Undo {
    # Have the VIP no more
    netsh interface ipv4 delete address "weir-vip" 192.0.2.10
    # Strong host as usual, unless another VIP needs it
    netsh interface ipv4 set interface "Ethernet 2" weakhostreceive=disabled `
        weakhostsend=disabled
}

& "Invoke-$Action"
