package dev.thalweg.benchmarks;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;

/** What the broker knows of a pipeline's trainers. */
final class TrainerGroup {
  private static final String OFFSETS_TOPIC = "__consumer_offsets";

  private final Admin admin;
  private final String group;

  TrainerGroup(Admin admin, Pipeline pipeline) {
    this.admin = admin;
    this.group = pipeline.group("trainer");
  }

  /** The number, from 0, of the one of several trainers that has the samples. */
  int active() {
    Collection<MemberDescription> members =
        get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)).members();
    String instance =
        members.stream()
            .filter(member -> !member.assignment().topicPartitions().isEmpty())
            .findFirst()
            .flatMap(MemberDescription::groupInstanceId)
            .orElseThrow(() -> new UserException("No trainer of %s learns.".formatted(group)));
    // "trainer-1" and so on: with --dir each takes the lowest number that is free.
    return Integer.parseInt(instance.substring(instance.lastIndexOf('-') + 1)) - 1;
  }

  /** Whether an undecided transaction of theirs holds offsets: whoever asks for them waits. */
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
