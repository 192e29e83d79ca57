package dev.thalweg.cli.chaos;

import dev.thalweg.schemas.UserException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The attacks, one after the other, each told in a line. Belongs to one thread. */
final class Campaign {
  private static final int PAUSE_MS_MAX = 3_000;

  /** Beyond the session timeout of 6 s, so that the other trainer takes over. */
  private static final int FREEZE_MS_MIN = 7_000;

  private static final int FREEZE_MS_MAX = 10_000;

  /** A process takes some 3 s to its first step, so that most second kills hit it on the way. */
  private static final int SECOND_KILL_MS_MAX = 4_000;

  private static final Duration STANDSTILL_MAX = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final ChaosPlan plan;
  private final RestartableStack stack;
  private final Trainers trainers;
  private final StepWatch steps;
  private final SplittableRandom random;
  private final PrintStream out;
  private final Predicate<Duration> stopWithin;
  private final AttackCounts counts = new AttackCounts();
  private final long startedNs = System.nanoTime();
  private int ended;

  Campaign(
      ChaosPlan plan,
      RestartableStack stack,
      Trainers trainers,
      StepWatch steps,
      SplittableRandom random,
      PrintStream out,
      Predicate<Duration> stopWithin) {
    this.plan = plan;
    this.stack = stack;
    this.trainers = trainers;
    this.steps = steps;
    this.random = random;
    this.out = out;
    this.stopWithin = stopWithin;
  }

  /** Attacks until the time is over; false when it was asked to stop. */
  boolean attack(Nuisance nuisance, CompletableFuture<?> sending) {
    if (!awaitSteps(steps.step())) {
      return false;
    }
    long beganNs = System.nanoTime();
    while (System.nanoTime() - beganNs < plan.duration().toNanos()) {
      nuisance.send();
      if (stopWithin.test(Duration.ofMillis(random.nextInt(PAUSE_MS_MAX)))) {
        return false;
      }
      if (sending.isCompletedExceptionally()) {
        sending.join();
      }
      if (!attackOnce(Attack.pick(random))) {
        return false;
      }
    }
    out.printf(
        Locale.ROOT,
        "In %.0f s: %s. Processes of the trainer killed with -9: %d; ended by themselves and started"
            + " again: %d.%n",
        seconds(startedNs),
        counts,
        counts.kills(),
        ended);
    return true;
  }

  private boolean attackOnce(Attack attack) {
    double atS = seconds(startedNs);
    TrainerProcess victim = trainers.victim();
    if (!make(attack, victim)) {
      return false;
    }
    counts.add(attack);
    long madeNs = System.nanoTime();
    if (!awaitSteps(steps.step())) {
      return false;
    }
    boolean ofBroker = attack == Attack.BROKER_KILL || attack == Attack.BROKER_RESTART;
    out.printf(
        Locale.ROOT,
        "%7.1f s  %-15s %-11s  new steps after %4.1f s, at %,d samples%n",
        atS,
        attack.words(),
        ofBroker || attack == Attack.KILL_BOTH ? "" : "trainer " + victim.name(),
        seconds(madeNs),
        steps.samples());
    out.flush();
    return true;
  }

  /** Returns false when it was asked to stop in the middle of it. */
  private boolean make(Attack attack, TrainerProcess victim) {
    switch (attack) {
      case KILL -> restart(victim);
      case KILL_TWICE -> {
        restart(victim);
        if (stopWithin.test(Duration.ofMillis(random.nextInt(SECOND_KILL_MS_MAX)))) {
          return false;
        }
        restart(victim);
      }
      case KILL_BOTH -> {
        trainers.all().forEach(TrainerProcess::kill);
        trainers.all().forEach(TrainerProcess::start);
      }
      case STOP -> {
        victim.stop();
        victim.start();
      }
      case FREEZE -> {
        victim.freeze();
        boolean stopped =
            stopWithin.test(Duration.ofMillis(random.nextInt(FREEZE_MS_MIN, FREEZE_MS_MAX)));
        victim.wake();
        return !stopped;
      }
      case BROKER_KILL -> stack.killBroker();
      case BROKER_RESTART -> stack.restart();
    }
    return true;
  }

  private static void restart(TrainerProcess victim) {
    victim.kill();
    victim.start();
  }

  /** Until everything that was sent is learned; false when it was asked to stop. */
  boolean catchUp(LongSupplier lag) {
    long atStep = -1;
    long movedNs = System.nanoTime();
    while (lag.getAsLong() > 0) {
      if (steps.step() > atStep) {
        atStep = steps.step();
        movedNs = System.nanoTime();
      }
      if (!goesOn(movedNs)) {
        return false;
      }
    }
    return true;
  }

  /** Until there is a step after this one; false when it was asked to stop. */
  private boolean awaitSteps(long step) {
    long sinceNs = System.nanoTime();
    while (steps.step() <= step) {
      if (!goesOn(sinceNs)) {
        return false;
      }
    }
    return true;
  }

  private boolean goesOn(long standstillSinceNs) {
    steps.check();
    ended += trainers.startDead();
    if (System.nanoTime() - standstillSinceNs > STANDSTILL_MAX.toNanos()) {
      throw new UserException(
          "The trainer has learned nothing for %d s (seed %d). %s"
              .formatted(STANDSTILL_MAX.toSeconds(), plan.seed(), trainers.learning().lastWords()));
    }
    return !stopWithin.test(LOOK_EVERY);
  }

  private static double seconds(long sinceNs) {
    return (System.nanoTime() - sinceNs) / 1e9;
  }
}
