package dev.thalweg.http;

import dev.thalweg.http.route.Admission;
import dev.thalweg.http.route.RouteTable;
import java.util.Map;

/**
 * What a server serves.
 *
 * @param name of its threads
 * @param title what sentences call it, such as "The page"
 * @param otherAddress what they advise where its address can't be had, such as "give another port"
 * @param nothingHere what is answered where there is no route
 * @param admission that every request has to pass first
 * @param headers of every answer
 * @param observer is told of every answer
 */
public record Site(
    String name,
    String title,
    String otherAddress,
    String nothingHere,
    RouteTable routes,
    Admission admission,
    Map<String, String> headers,
    AnswerObserver observer) {

  public Site {
    headers = Map.copyOf(headers);
  }
}
