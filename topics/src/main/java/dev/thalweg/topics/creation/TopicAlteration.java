package dev.thalweg.topics.creation;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.setting.GivenSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Gives a pipeline's topics that are there the settings that they need. */
public final class TopicAlteration {
  /** Usual are milliseconds. */
  private static final Duration HEARD_MAX = Duration.ofSeconds(10);

  private final Admin admin;
  private final Pipeline pipeline;
  private final TopicAdmin topics;

  /** Does not close the admin client. */
  public TopicAlteration(Admin admin, Pipeline pipeline) {
    this.admin = admin;
    this.pipeline = pipeline;
    topics = new TopicAdmin(admin, pipeline);
  }

  /**
   * Sets what is needed and differs, and what is given; partitions can't be changed. When it
   * returns, the brokers have heard of what was needed, or 10 s are over.
   *
   * @return a sentence for each topic that could not be changed
   */
  public List<String> alter(GivenSettings given) {
    List<String> failures = new ArrayList<>();
    Set<PipelineTopic> mended = EnumSet.noneOf(PipelineTopic.class);
    for (TopicAdmin.State state : topics.describe(List.of(PipelineTopic.values()))) {
      Map<String, String> changes = new TreeMap<>();
      state
          .differences()
          .keySet()
          .forEach(key -> changes.put(key, state.topic().settings().get(key)));
      changes.putAll(given.of(state.topic()));
      if (state.exists() && !changes.isEmpty()) {
        try {
          set(state.topic(), changes);
          if (!state.differences().isEmpty()) {
            mended.add(state.topic());
          }
        } catch (ExecutionException e) {
          String name = pipeline.topic(state.topic());
          failures.add(
              "%s could not be set to %s. %s"
                  .formatted(
                      name,
                      changes,
                      ClientFailure.ofRequest(e, "AlterConfigs on topic " + name).getMessage()));
        }
      }
    }
    awaitHeard(mended);
    return failures;
  }

  private void set(PipelineTopic topic, Map<String, String> changes) throws ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, pipeline.topic(topic));
    List<AlterConfigOp> operations = new ArrayList<>();
    changes.forEach(
        (key, value) ->
            operations.add(
                new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
    try {
      var unused = admin.incrementalAlterConfigs(Map.of(resource, operations)).all().get();
    } catch (InterruptedException e) {
      throw ClientFailure.interrupted(e);
    }
  }

  /** A broker may still tell what was before; after 10 s whoever asks is told what differs. */
  private void awaitHeard(Set<PipelineTopic> mended) {
    long deadlineNs = System.nanoTime() + HEARD_MAX.toNanos();
    while (!mended.isEmpty() && System.nanoTime() < deadlineNs) {
      topics.describe(mended).stream()
          .filter(state -> state.differences().isEmpty())
          .forEach(state -> mended.remove(state.topic()));
      if (!mended.isEmpty()) {
        TopicCreation.pause();
      }
    }
  }
}
