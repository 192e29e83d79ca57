package dev.thalweg.integration.security;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** Which settings a cluster that somebody else manages takes for a topic. */
public final class ManagedPolicy implements CreateTopicPolicy {
  private static final Set<String> KEPT_BY_THE_CLUSTER =
      Set.of("unclean.leader.election.enable", "min.cleanable.dirty.ratio");

  private static final long SEGMENT_BYTES_MIN = 50 << 20;

  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void validate(RequestMetadata request) {
    if (request.topic().startsWith("_")) {
      return; // the broker's own
    }
    for (Map.Entry<String, String> setting : request.configs().entrySet()) {
      if (KEPT_BY_THE_CLUSTER.contains(setting.getKey())
          || (setting.getKey().equals("segment.bytes")
              && Long.parseLong(setting.getValue()) < SEGMENT_BYTES_MIN)) {
        throw new PolicyViolationException(
            "Config property '%s' with value '%s' is not allowed"
                .formatted(setting.getKey(), setting.getValue()));
      }
    }
  }

  @Override
  public void close() {}
}
