package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/** Containers for direct return. Settings of the network are each namespace's own. */
final class ContainerRecipes {
    /** The container's name is a variable of the environment: it is not an address that we could know. */
    static final String ENTER = "pid=$(docker inspect -f '{{.State.Pid}}' \"${CONTAINER:?name it}\")";

    private ContainerRecipes() {}

    static Recipe direct(GuideRequest request) {
        boolean v6 = request.vip().v6();
        String enter = "nsenter -t \"$pid\" -n ";
        List<Step> apply = new ArrayList<>();
        apply.add(Step.of("Find the container; set CONTAINER to its name", ENTER));
        if (!v6) {
            apply.add(Step.of(
                    "Be silent first, in the container's network",
                    enter + "sysctl -qw net.ipv4.conf.all.arp_ignore=1",
                    enter + "sysctl -qw net.ipv4.conf.all.arp_announce=2"));
        }
        apply.add(Step.of("Have the VIP, without a word on the network", enter + LinuxRecipes.add(request)));
        List<Step> verify = new ArrayList<>(List.of(Step.of("Find the container", ENTER)));
        if (!v6) {
            verify.add(Step.of(
                    "Silence: arp_ignore is 1 or more",
                    "[ \"$(" + enter + "sysctl -n net.ipv4.conf.all.arp_ignore)\" -ge 1 ]"));
        }
        verify.add(Step.of(
                "The VIP is on the container's lo",
                enter + "ip -o address show dev lo to " + request.alone() + " | grep ."));
        List<Step> undo = new ArrayList<>(List.of(
                Step.of("Find the container", ENTER),
                Step.of(
                        "Have the VIP no more",
                        enter + "ip address del " + request.alone() + " dev lo 2> /dev/null || true")));
        if (!v6) {
            undo.add(Step.of(
                    "Answer ARP as usual, unless another VIP is on the container's lo",
                    "if ! " + enter + "ip -4 -o address show dev lo scope global | grep -q .",
                    "then",
                    "    " + enter + "sysctl -qw net.ipv4.conf.all.arp_ignore=0",
                    "    " + enter + "sysctl -qw net.ipv4.conf.all.arp_announce=0",
                    "fi"));
        }
        return new Recipe(
                request,
                "Direct return (l4-dr) to a container that has its own address on the network",
                Recipes.direct(
                        request,
                        "For macvlan or another network of layer 2. Run it on the container's host, as CONTAINER=web sh"
                                + " FILE; with Podman, put podman in place of docker.",
                        "It lasts as long as the container. For good, start it with --cap-add NET_ADMIN"
                                + (v6
                                        ? ""
                                        : " --sysctl net.ipv4.conf.all.arp_ignore=1"
                                                + " --sysctl net.ipv4.conf.all.arp_announce=2")
                                + " and let it begin with: " + LinuxRecipes.add(request),
                        "A container on the host's network, or behind a published port (-p), needs nothing of its own:"
                                + " use the recipe of its host (--os linux).",
                        "Kubernetes with kube-proxy in mode ipvs: strictARP: true is the same pair of settings on the"
                                + " node."),
                apply,
                verify,
                undo);
    }
}
