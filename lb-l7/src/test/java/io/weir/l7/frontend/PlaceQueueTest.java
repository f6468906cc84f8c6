package io.weir.l7.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.ServerLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlaceQueueTest {
    private final PlaceQueue queue = new PlaceQueue();
    private final List<String> offered = new ArrayList<>();

    private PlaceQueue.Waiter waiter(String name) {
        return new PlaceQueue.Waiter(new PlaceQueue.Waiting() {
            @Override
            public void placeOffered(@Nullable HeldPlace held) {
                offered.add(held == null ? name + "?" : name);
            }
        });
    }

    private static HeldPlace place(int serverId) {
        return new HeldPlace(serverId, new ServerLoad());
    }

    @Test
    void firstThatCanUseThePlaceGetsIt() {
        queue.add(waiter("stuck to 1"), 1, 100);
        queue.add(waiter("any"), PlaceQueue.ANY, 100);
        queue.add(waiter("stuck to 2"), 2, 100);
        assertThat(queue.offer(place(2))).isTrue();
        assertThat(queue.offer(place(2))).isTrue();
        assertThat(queue.offer(place(2))).isFalse();
        assertThat(queue.offer(place(1))).isTrue();
        assertThat(offered).containsExactly("any", "stuck to 2", "stuck to 1");
        assertThat(queue.size()).isZero();
    }

    @Test
    void limitHoldsForNewcomersOnly() {
        PlaceQueue.Waiter first = waiter("first");
        assertThat(queue.add(first, PlaceQueue.ANY, 2)).isEqualTo(PlaceQueue.Added.NOW);
        assertThat(queue.add(first, PlaceQueue.ANY, 2)).isEqualTo(PlaceQueue.Added.BEFORE);
        assertThat(queue.add(waiter("second"), PlaceQueue.ANY, 2)).isEqualTo(PlaceQueue.Added.NOW);
        assertThat(queue.add(waiter("third"), PlaceQueue.ANY, 2)).isEqualTo(PlaceQueue.Added.REFUSED);
        assertThat(queue.offer(place(1))).isTrue();
        assertThat(queue.add(waiter("fourth"), PlaceQueue.ANY, 2)).isEqualTo(PlaceQueue.Added.NOW);
        assertThat(queue.add(first, PlaceQueue.ANY, 2)).isEqualTo(PlaceQueue.Added.NOW);
    }

    @Test
    void oneThatComesBackHasItsOldPosition() {
        PlaceQueue.Waiter first = waiter("first");
        queue.add(first, PlaceQueue.ANY, 100);
        queue.add(waiter("second"), PlaceQueue.ANY, 100);
        queue.offer(place(1));
        queue.add(first, PlaceQueue.ANY, 100);
        queue.offer(place(1));
        queue.offer(place(1));
        assertThat(offered).containsExactly("first", "first", "second");
    }

    @Test
    void nudgeWakesWithoutTaking() {
        queue.add(waiter("any"), PlaceQueue.ANY, 100);
        queue.add(waiter("stuck"), 1, 100);
        queue.nudge(1);
        queue.nudge(2);
        assertThat(offered).containsExactly("any?", "stuck?", "any?");
        assertThat(queue.size()).isEqualTo(2);
        queue.offerAll();
        assertThat(offered).hasSize(5);
    }

    @Test
    void behavesLikeAListUnderRandomUse() {
        Random random = new Random(7);
        List<PlaceQueue.Waiter> model = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (model.isEmpty() || random.nextInt(3) > 0) {
                PlaceQueue.Waiter waiter = waiter(Integer.toString(i));
                queue.add(waiter, PlaceQueue.ANY, PlaceQueue.LIMIT);
                model.add(waiter);
            } else if (random.nextBoolean()) {
                assertThat(queue.remove(model.remove(random.nextInt(model.size()))))
                        .isTrue();
            } else {
                assertThat(queue.offer(place(1))).isTrue();
                assertThat(queue.remove(model.removeFirst())).isFalse();
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }
}
