package dev.thalweg.topics.rights;

import dev.thalweg.schemas.UserException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;

/** One right on one topic, as an ACL gives it. */
public record TopicRight(AclOperation operation, String topic) {

  /**
   * Does nothing where the cluster does not tell what this user may do.
   *
   * @param described the topic, with the operations that this user is authorized for
   * @throws UserException where it is missing
   */
  public void require(TopicDescription described) {
    if (described.authorizedOperations() != null
        && !described.authorizedOperations().contains(operation)) {
      throw missing(toString(), null);
    }
  }

  /** The sentence of a right that this user lacks. */
  public static UserException missing(String right, Exception cause) {
    return new UserException(
        "The cluster does not give this user the right %s: add an ACL for it.".formatted(right),
        cause);
  }

  /** As in "Write on topic digits.samples". */
  @Override
  public String toString() {
    return "%s on topic %s".formatted(operation == AclOperation.READ ? "Read" : "Write", topic);
  }
}
