package dev.thalweg.trainer.exchange;

import dev.thalweg.trainer.fold.LearnedRound;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Rounds that the learners of the averager's own process hand to it. They need not go through the
 * cluster: whoever else could need one learns it again from the log.
 */
final class HandedRounds {
  private final Queue<LearnedRound> rounds = new ArrayDeque<>();
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private boolean polling;

  /**
   * @param consumer is woken from a {@link #poll} when there is a round
   */
  HandedRounds(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Hands one over; any thread may. */
  synchronized void add(LearnedRound round) {
    rounds.add(round);
    if (polling) {
      polling = false; // once: a second wake-up would end what comes after
      consumer.wakeup();
    }
  }

  /** Takes all of them out. */
  void drain(Consumer<LearnedRound> taker) {
    for (LearnedRound round = next(); round != null; round = next()) {
      taker.accept(round);
    }
  }

  private synchronized LearnedRound next() {
    return rounds.poll();
  }

  /** Polls until there are records or a round, whichever comes first. */
  ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
    boolean waits = begin();
    try {
      return consumer.poll(waits ? atMost : Duration.ZERO);
    } catch (WakeupException e) {
      return ConsumerRecords.empty();
    } finally {
      end();
    }
  }

  private synchronized boolean begin() {
    polling = rounds.isEmpty();
    return polling;
  }

  private synchronized void end() {
    polling = false;
  }
}
