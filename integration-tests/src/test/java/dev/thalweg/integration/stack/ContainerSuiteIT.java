package dev.thalweg.integration.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** Says plainly where nothing ran on containers. */
class ContainerSuiteIT {
  @Test
  void containers_areTriedToo() {
    assumeTrue(
        Stacks.onContainers(),
        "These integration tests ran on the embedded stack alone: no Docker engine answers, or"
            + " -Dit.stack=embedded asked for it.");
    assertThat(DockerClientFactory.instance().isDockerAvailable())
        .as("a Docker engine answers")
        .isTrue();
  }
}
