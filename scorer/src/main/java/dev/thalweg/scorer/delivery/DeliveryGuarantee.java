package dev.thalweg.scorer.delivery;

import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * What is promised of an image when a scorer dies or its partition moves.
 *
 * @param transactionTimeout after which the broker gives up the transaction of a scorer that is
 *     gone; empty where there are no transactions
 */
public record DeliveryGuarantee(Optional<Duration> transactionTimeout) {

  /** A prediction may come twice, under the same key. */
  public static DeliveryGuarantee atLeastOnce() {
    return new DeliveryGuarantee(Optional.empty());
  }

  /** Readers of what is committed see each example's predictions, or its dead letter, once. */
  public static DeliveryGuarantee exactlyOnce(Duration transactionTimeout) {
    return new DeliveryGuarantee(Optional.of(transactionTimeout));
  }

  /** How it is kept; the clients stay the caller's. */
  public Delivery delivery(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      int fullPoll,
      InstantSource clock,
      StopSwitch stop) {
    return transactionTimeout.isEmpty()
        ? new AtLeastOnce(consumer, clock, stop)
        : new ExactlyOnce(consumer, producer, fullPoll, clock, stop);
  }
}
