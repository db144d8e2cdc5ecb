package compare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The order service, or the payment service where FUNCTION names its consumer. */
@SpringBootApplication
public class Services {
  public static void main(String[] arguments) {
    SpringApplication.run(Services.class, arguments);
  }
}
