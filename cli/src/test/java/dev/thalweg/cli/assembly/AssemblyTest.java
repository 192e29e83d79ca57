package dev.thalweg.cli.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.cli.assembly.Part.OnEnd;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AssemblyTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Recorded> recorded = new CopyOnWriteArrayList<>();

  /** A part that tells what is done with it. */
  private final class Recorded {
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final String name;

    Recorded(String name) {
      this.name = name;
      recorded.add(this);
    }

    Part part() {
      return Part.of(
          "the " + name,
          () -> events.add("start " + name),
          completion,
          () -> {
            events.add("close " + name);
            completion.complete(null); // as services do
          });
    }
  }

  private Part part(String name) {
    return new Recorded(name).part();
  }

  /** A service as they are: metrics, a page in front, the service, what reads back. */
  private Assembly service() {
    Assembly assembly = new Assembly("monitor", LONG);
    assembly.add(part("metrics"));
    assembly.addInFront(part("page"));
    assembly.add(part("monitor"));
    assembly.add(part("display"));
    return assembly;
  }

  @Test
  void parts_startInOrder_andAreClosedInReverse_thoseInFrontFirst() {
    try (Assembly assembly = service()) {
      assembly.start();
    }

    assertThat(events)
        .containsExactly(
            "start metrics",
            "start page",
            "start monitor",
            "start display",
            "close page",
            "close display",
            "close monitor",
            "close metrics");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void deathOfAnyPart_endsTheServiceWithASentence_andAllAreClosed(int dying) {
    // Given
    Assembly assembly = service();
    assembly.start();
    Recorded victim = recorded.get(dying);

    // When
    victim.completion.completeExceptionally(new UserException("The broker has gone."));

    // Then
    assertThat(assembly.completion()).isCompletedExceptionally();
    assertThat(assembly.ready()).isFalse();
    assertThatThrownBy(assembly::hasEnded)
        .isInstanceOf(UserException.class)
        .hasMessage("The " + victim.name + " has ended: The broker has gone.");
    events.clear();
    assembly.close();
    assertThat(events)
        .containsExactly("close page", "close display", "close monitor", "close metrics");
    assertThatThrownBy(assembly::check).hasMessageContaining("The broker has gone.");
  }

  @Test
  void firstDeath_isTheOneThatIsTold() {
    try (Assembly assembly = service()) {
      assembly.start();

      recorded.get(2).completion.completeExceptionally(new UserException("First."));
      recorded.get(3).completion.completeExceptionally(new UserException("Second."));

      assertThatThrownBy(assembly::check).hasMessage("The monitor has ended: First.");
    }
  }

  @Test
  void failureWithoutASentence_isToldByItsName() {
    try (Assembly assembly = service()) {
      assembly.start();

      recorded.get(3).completion.completeExceptionally(new IllegalStateException("odd"));

      assertThatThrownBy(assembly::check)
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("The display has ended: It failed with IllegalStateException")
          .hasRootCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void endThatNobodyAskedFor_isAFailure() {
    try (Assembly assembly = service()) {
      assembly.start();

      recorded.get(3).completion.complete(null);

      assertThatThrownBy(assembly::check)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "The display has ended, and nobody asked it to: start the monitor again, with"
                  + " --verbose.");
    }
  }

  @Test
  void endOfWhatTheServiceIsFor_isItsEnd() {
    try (Assembly assembly = service()) {
      Recorded stream = new Recorded("stream");
      assembly.add(stream.part().onEnd(OnEnd.FINISH));
      assembly.start();

      assertThat(assembly.hasEnded()).isFalse();
      stream.completion.complete(null);

      assertThat(assembly.completion()).isCompletedWithValue(null);
      assertThat(assembly.hasEnded()).isTrue();
    }
  }

  @Test
  void endOfAPartThatMayEnd_leavesTheOthers_itsDeathDoesNot() {
    try (Assembly assembly = service()) {
      Recorded one = new Recorded("one");
      Recorded other = new Recorded("other");
      assembly.add(one.part().onEnd(OnEnd.GO_ON));
      assembly.add(other.part().onEnd(OnEnd.GO_ON));
      assembly.start();

      one.completion.complete(null);
      assertThat(assembly.completion()).isNotDone();

      other.completion.completeExceptionally(new UserException("No room."));
      assertThatThrownBy(assembly::check).hasMessage("The other has ended: No room.");
    }
  }

  @Test
  void failureOfAStart_isThrownAsItIs_andAllAreClosed_startedOrNot() {
    // Given
    Assembly assembly = new Assembly("scorer", LONG);
    assembly.add(part("metrics"));
    assembly.add(
        Part.lasting(
            "the service",
            () -> {
              throw new UserException("The port is taken.");
            },
            () -> events.add("close service")));
    assembly.add(part("gate"));

    // When, then
    assertThatThrownBy(assembly::start)
        .isInstanceOf(UserException.class)
        .hasMessage("The port is taken.");
    assertThat(events)
        .containsExactly("start metrics", "close gate", "close service", "close metrics");
    assertThat(assembly.ready()).isFalse();
  }

  @Test
  void deathWhileAnotherStarts_keepsTheNextFromStarting_andAllAreClosed() {
    // Given: the first dies while the second starts
    Assembly assembly = new Assembly("monitor", LONG);
    assembly.add(part("page"));
    assembly.add(
        Part.lasting(
            "the monitor",
            () -> recorded.get(0).completion.completeExceptionally(new UserException("Gone.")),
            () -> events.add("close monitor")));
    assembly.add(part("display"));

    // When, then
    assertThatThrownBy(assembly::start).hasMessage("The page has ended: Gone.");
    assertThat(events)
        .containsExactly("start page", "close display", "close monitor", "close page");
  }

  @Test
  void partThatWasDeadBefore_startsNothing() {
    Assembly assembly = new Assembly("monitor", LONG);
    assembly.add(part("page"));
    recorded.get(0).completion.completeExceptionally(new UserException("Gone."));

    assertThatThrownBy(assembly::start).hasMessage("The page has ended: Gone.");
    assertThat(events).containsExactly("close page");
  }

  @Test
  void secondClose_doesNothing() {
    Assembly assembly = service();
    assembly.start();
    assembly.close();
    events.clear();

    assembly.close();

    assertThat(events).isEmpty();
    assertThat(assembly.completion()).isCompletedWithValue(null);
  }

  @Test
  void partThatHangsInItsClose_isLeftBehind_andTheOthersAreClosed() throws Exception {
    // Given
    CountDownLatch interrupted = new CountDownLatch(1);
    Assembly assembly = new Assembly("scorer", Duration.ofMillis(50));
    assembly.add(part("metrics"));
    assembly.add(
        Part.lasting(
            "the scorer",
            () -> {},
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            }));
    assembly.start();

    // When
    assembly.close();

    // Then
    assertThat(events).containsExactly("start metrics", "close metrics");
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void partThatFailsInItsClose_doesNotKeepTheOthersOpen() {
    Assembly assembly = new Assembly("scorer", LONG);
    assembly.add(part("metrics"));
    assembly.add(
        Part.resource(
            "the scorer",
            () -> {
              throw new IllegalStateException("no");
            }));
    assembly.start();

    assertThatCode(assembly::close).doesNotThrowAnyException();
    assertThat(events).containsExactly("start metrics", "close metrics");
  }

  @Test
  void interruptedClose_closesAllTheSame_andIsStillInterrupted() {
    Assembly assembly = service();
    assembly.start();
    events.clear();

    Thread.currentThread().interrupt();
    assembly.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(events)
        .containsExactly("close page", "close display", "close monitor", "close metrics");
  }

  @Test
  void partsSideBySide_startAndAreClosedAtOnce() {
    // Given: each goes on only when the other has come as far
    CyclicBarrier both = new CyclicBarrier(2);
    Runnable meeting =
        () -> {
          try {
            both.await(30, TimeUnit.SECONDS);
            events.add("met");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    Assembly assembly = new Assembly("demo", LONG);
    assembly.addSideBySide(
        List.of(Part.lasting("one", meeting, meeting), Part.lasting("two", meeting, meeting)));

    // When
    assembly.start();
    assembly.close();

    // Then
    assertThat(events).containsExactly("met", "met", "met", "met");
  }

  @Test
  void failureOfOneOfThoseSideBySide_isThrownAsItIs() {
    Assembly assembly = new Assembly("demo", LONG);
    assembly.addSideBySide(
        List.of(
            part("trainer"),
            Part.lasting(
                "the scorer",
                () -> {
                  throw new UserException("No topic.");
                },
                () -> {})));

    assertThatThrownBy(assembly::start).isInstanceOf(UserException.class).hasMessage("No topic.");
    assertThat(events).containsExactly("start trainer", "close trainer");
  }

  @Test
  void partOfARunningAssembly_startsAtOnce_andIsClosedFirst() {
    try (Assembly assembly = service()) {
      assembly.start();
      events.clear();

      assembly.add(part("stream"));
      assertThat(events).containsExactly("start stream");
    }

    assertThat(events.subList(1, events.size()))
        .containsExactly(
            "close page", "close stream", "close display", "close monitor", "close metrics");
  }

  @Test
  void assembly_isReadyWhenAllItsPartsAre() {
    AtomicBoolean hasSnapshot = new AtomicBoolean();
    try (Assembly assembly = service()) {
      assembly.add(part("scorer").readyWhen(hasSnapshot::get));
      hasSnapshot.set(true);
      assertThat(assembly.ready()).as("before the start").isFalse();

      hasSnapshot.set(false);
      assembly.start();
      assertThat(assembly.ready()).isFalse();

      hasSnapshot.set(true);
      assertThat(assembly.ready()).isTrue();
    }
  }

  @Test
  void runningPart_endsWhenItIsStopped_andItsFailureIsTheServices() {
    // Given
    CountDownLatch stop = new CountDownLatch(1);
    Part stream =
        Part.running(
            "the stream",
            () -> {
              awaitQuietly(stop);
              events.add("ended");
              throw new UserException("The topic is gone.");
            },
            () -> {});
    Assembly assembly = new Assembly("demo", LONG);
    assembly.add(stream);
    assembly.start();
    assertThat(assembly.completion()).isNotDone();

    // When
    stop.countDown();

    // Then
    assertThatThrownBy(() -> assembly.completion().get(30, TimeUnit.SECONDS))
        .hasMessageContaining("The stream has ended: The topic is gone.");
    assembly.close();
    assertThat(events).containsExactly("ended");
  }

  @Test
  void closeOfARunningPart_waitsForItsEnd() {
    CountDownLatch stop = new CountDownLatch(1);
    try (Assembly assembly = new Assembly("demo", LONG)) {
      assembly.add(
          Part.running(
              "the stream",
              () -> {
                awaitQuietly(stop);
                events.add("ended");
              },
              stop::countDown));
      assembly.start();
    }

    assertThat(events).containsExactly("ended");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
