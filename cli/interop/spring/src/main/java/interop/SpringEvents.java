package interop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Writes what its standard input names, or reads topics to their end and prints what Spring makes of each record. */
@SpringBootApplication
public class SpringEvents {
  public static void main(String[] arguments) {
    System.exit(SpringApplication.exit(SpringApplication.run(SpringEvents.class, arguments)));
  }
}
