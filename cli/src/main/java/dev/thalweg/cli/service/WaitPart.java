package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.topics.outage.ClusterWatch;

/** What says that a service waits for its broker, and ends it when that takes too long. */
public final class WaitPart {
  private WaitPart() {}

  /** Adds it where the cluster is waited for at all. */
  public static void addTo(Assembly assembly, Cluster cluster) {
    if (cluster.connection().patience().isAny()) {
      ClusterWatch watch = new ClusterWatch(cluster.connection());
      assembly.add(
          Part.of("the wait for the cluster", watch::start, watch.completion(), watch::close));
      // So that nobody is still waiting when the others are closed.
      assembly.addInFront(Part.resource("the patience", cluster.connection().patience()::stop));
    }
  }
}
