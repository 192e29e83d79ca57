package dev.thalweg.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.OneNode;
import dev.thalweg.integration.stack.TakesMinutes;
import dev.thalweg.integration.stack.TestStack;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;

/**
 * All services under a steady load, behind a network that is slow, then cuts their connections
 * again and again, then lets nothing through for a while.
 */
@TakesMinutes
@ResourceLock(OneNode.LOCK)
@OnEachStack(containersByDefault = false)
class NetworkFaultsIT {
  private static final Duration DELAY = Duration.ofMillis(300);
  private static final int CUTS = 20;
  private static final long BETWEEN_CUTS_MS = 500;
  private static final long SILENCE_MS = 6_000;

  @Parameter TestStack stack;

  @Test
  void servicesBehindABadNetwork_goOn_andNothingIsLostOrTwice() throws Exception {
    // Given
    try (ProxiedCluster cluster =
            new ProxiedCluster(stack.home(), stack.connection().schemaRegistry());
        LoadedPipelines load =
            new LoadedPipelines(
                stack.home(),
                cluster.proxied(),
                cluster.direct(),
                "network",
                // Shorter than the silence, so that nobody waits it out by chance.
                "request.timeout.ms=4000\ntransaction.timeout.ms=5000\n")) {
      ThalwegProcess trainer = load.startServices();
      ThalwegProcess samples = load.produce(load.cluster(), "samples", 100);
      ThalwegProcess examples = load.produce(load.cluster(), "examples", 40);
      ThalwegProcess others = load.produce(load.once(), "examples", 40);
      LoadedPipelines.await(
          load.services().subList(0, 4), service -> service.err().contains("is ready"));
      load.awaitProgress();

      // When: every byte comes late
      cluster.networks().forEach(network -> network.delay(DELAY));
      load.awaitProgress();
      load.awaitProgress();
      cluster.networks().forEach(network -> network.delay(Duration.ZERO));

      // When: no connection lasts
      for (int cut = 0; cut < CUTS; cut++) {
        cluster.networks().forEach(NetworkProxy::cut);
        TimeUnit.MILLISECONDS.sleep(BETWEEN_CUTS_MS);
      }
      load.awaitProgress();

      // When: nothing comes through, and nothing ends
      cluster.networks().forEach(NetworkProxy::keepSilent);
      TimeUnit.MILLISECONDS.sleep(SILENCE_MS);
      cluster.networks().forEach(NetworkProxy::speak);
      load.awaitProgress();

      // Then
      assertThat(load.services()).allMatch(ThalwegProcess::isAlive);
      load.assertEverySampleIsLearnedOnce(trainer, LoadedPipelines.sent(samples));
      load.assertEveryExampleIsScoredAndCounted(
          LoadedPipelines.sent(examples), LoadedPipelines.sent(others));
      load.assertNothingForDevelopersWasSaid();
    }
  }
}
