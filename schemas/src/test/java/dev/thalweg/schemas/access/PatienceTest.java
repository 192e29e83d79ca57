package dev.thalweg.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.access.Patience.Outage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  private Patience of(Duration atMost) {
    return Patience.of(atMost, told::add, "b:1", "http://r:2");
  }

  @Test
  void outage_isToldOnceAndItsEndOnce_howeverManyFeelIt() throws InterruptedException {
    // Given
    Patience patience = of(Duration.ofMinutes(5));

    // When
    List<Thread> felt =
        Stream.generate(() -> new Thread(() -> assertThat(patience.broker().goesOn()).isTrue()))
            .limit(4)
            .toList();
    felt.forEach(Thread::start);
    for (Thread thread : felt) {
      thread.join();
    }
    patience.broker().answered();
    patience.broker().answered();

    // Then
    assertThat(told)
        .containsExactly(
            "Waiting up to 5m for the broker at b:1, which does not answer.",
            "The broker at b:1 answers again, and work goes on.");
  }

  @Test
  void eachOutage_hasItsOwnTime() {
    // Given
    Patience patience = of(Duration.ofSeconds(1));
    Outage registry = patience.registry();
    assertThat(registry.goesOn()).isTrue();
    assertThat(registry.goesOn()).isFalse();

    // When
    registry.answered();

    // Then
    assertThat(registry.goesOn()).isTrue();
    assertThat(told).hasSize(3).last().asString().contains("the schema registry at http://r:2");
    assertThat(patience.exhausted("It is away."))
        .isEqualTo("It is away; it was waited for, 1s long (--wait-for-cluster).");
  }

  @Test
  void stop_endsEveryWait() throws InterruptedException {
    Patience patience = of(Duration.ofHours(1));
    Thread waiting = new Thread(() -> assertThat(patience.broker().goesOn()).isFalse());
    patience.stop();
    waiting.start();
    waiting.join();

    assertThat(patience.broker().goesOn()).isFalse();
    assertThat(told).isEmpty();
    assertThat(patience.exhausted("It is away.")).isEqualTo("It is away.");
  }

  @Test
  void none_waitsForNothingAndSaysNothing() {
    assertThat(of(Duration.ZERO).broker().goesOn()).isFalse();
    assertThat(Patience.none().registry().goesOn()).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void brokerThatWasAway_isRememberedForAWhile() {
    Patience patience = of(Duration.ofMinutes(5));
    Outage broker = patience.broker();
    assertThat(broker.wasWithin(Duration.ofHours(1))).isFalse();

    assertThat(broker.goesOn()).isTrue();
    assertThat(broker.isOn()).isTrue();
    broker.answered();

    assertThat(broker.isOn()).isFalse();
    assertThat(broker.wasWithin(Duration.ofHours(1))).isTrue();
    assertThat(broker.wasWithin(Duration.ZERO)).isFalse();
  }
}
