package dev.thalweg.benchmarks.recovery;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;

/** What the broker knows of a pipeline's trainers. */
final class TrainerGroup {
  private static final String OFFSETS_TOPIC = "__consumer_offsets";

  /**
   * With --dir each process takes the lowest number that is free as its instance; Streams adds that
   * of the thread.
   */
  private static final Pattern MEMBER = Pattern.compile("trainer-(\\d+)-\\d+");

  private final Admin admin;
  private final String group;

  TrainerGroup(Admin admin, Pipeline pipeline) {
    this.admin = admin;
    this.group = pipeline.group("trainer");
  }

  /**
   * The number, from 0, of the one of several trainers that has the samples; empty as long as not
   * so many are members, or the group is still at it.
   */
  OptionalInt active(int trainers) {
    ConsumerGroupDescription described =
        get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
    List<String> learning =
        described.members().stream()
            .filter(member -> !member.assignment().topicPartitions().isEmpty())
            .flatMap(member -> member.groupInstanceId().stream())
            .toList();
    if (described.groupState() != GroupState.STABLE
        || described.members().size() != trainers
        || learning.size() != 1) {
      return OptionalInt.empty();
    }
    Matcher number = MEMBER.matcher(learning.get(0));
    if (!number.matches()) {
      throw new IllegalStateException("a trainer is called " + learning.get(0));
    }
    return OptionalInt.of(Integer.parseInt(number.group(1)) - 1);
  }

  /**
   * Whether an undecided transaction of theirs holds offsets: a client that asks for them waits.
   */
  boolean hasLeftOffsets() {
    List<String> undecided =
        get(
                admin
                    .listTransactions(
                        new ListTransactionsOptions()
                            .filterStates(Set.of(TransactionState.ONGOING)))
                    .all())
            .stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith(group))
            .toList();
    return get(admin.describeTransactions(undecided).all()).values().stream()
        .flatMap(transaction -> transaction.topicPartitions().stream())
        .anyMatch(partition -> partition.topic().equals(OFFSETS_TOPIC));
  }

  private <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new UserException("The broker can't say how %s stands.".formatted(group), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted.", e);
    }
  }
}
