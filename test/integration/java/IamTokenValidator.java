import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerExtensionsValidatorCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Checks tokens as MSK does: a presigned kafka-cluster:Connect URL of this region that is not too old, and whose AWS
 * Signature Version 4 was made with the one secret that the test knows (options secret and region of the login module).
 */
public class IamTokenValidator implements AuthenticateCallbackHandler {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final long LONGEST_LIFE_SECONDS = 900;
  private static final long CLOCK_ERROR_SECONDS = 300;

  private String secret;
  private String region;

  @Override
  public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> options = entries.get(0).getOptions();
    secret = (String) options.get("secret");
    region = (String) options.get("region");
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (callback instanceof OAuthBearerValidatorCallback validation) answer(validation);
      else if (callback instanceof OAuthBearerExtensionsValidatorCallback) continue;
      else throw new UnsupportedCallbackException(callback);
    }
  }

  @Override
  public void close() {}

  private void answer(OAuthBearerValidatorCallback validation) {
    try {
      validation.token(read(validation.tokenValue()));
    } catch (Exception refusal) {
      validation.error(refusal.getMessage(), null, null);
    }
  }

  private OAuthBearerToken read(String token) throws GeneralSecurityException {
    URI url = URI.create(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    // As they stand in the URL: the signature covers the encoded text.
    TreeMap<String, String> query = new TreeMap<>();
    for (String parameter : url.getRawQuery().split("&")) {
      String[] pair = parameter.split("=", 2);
      query.put(pair[0], pair[1]);
    }
    String[] scope = decoded(query, "X-Amz-Credential").split("/");
    Instant signed = LocalDateTime.parse(query.get("X-Amz-Date"), DATE).toInstant(ZoneOffset.UTC);
    long life = Long.parseLong(query.get("X-Amz-Expires"));

    require("action", decoded(query, "Action").equals("kafka-cluster:Connect"));
    require("region", url.getHost().equals("kafka." + region + ".amazonaws.com") && scope[2].equals(region));
    require("service", scope[3].equals("kafka-cluster") && scope[4].equals("aws4_request"));
    require("lifetime", life <= LONGEST_LIFE_SECONDS);
    require("expired", Instant.now().isBefore(signed.plusSeconds(life)));
    require("from the future", signed.isBefore(Instant.now().plusSeconds(CLOCK_ERROR_SECONDS)));
    require("signature", query.get("X-Amz-Signature").equals(signature(url.getHost(), query, scope)));
    return new Accepted(token, scope[0], signed.toEpochMilli(), signed.plusSeconds(life).toEpochMilli());
  }

  private String signature(String host, Map<String, String> query, String[] scope) throws GeneralSecurityException {
    String signedQuery =
        query.entrySet().stream()
            // The signer appends its user agent after signing.
            .filter(entry -> !Set.of("X-Amz-Signature", "User-Agent").contains(entry.getKey()))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("&"));
    String request = String.join("\n", "GET", "/", signedQuery, "host:" + host, "", "host", sha256(""));
    String scopeText = String.join("/", scope[1], scope[2], scope[3], scope[4]);
    String toSign = String.join("\n", "AWS4-HMAC-SHA256", query.get("X-Amz-Date"), scopeText, sha256(request));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (int part = 1; part < scope.length; part++) key = hmac(key, scope[part]);
    return HexFormat.of().formatHex(hmac(key, toSign));
  }

  private static String decoded(Map<String, String> query, String name) {
    return URLDecoder.decode(query.getOrDefault(name, ""), StandardCharsets.UTF_8);
  }

  private static void require(String what, boolean holds) {
    if (!holds) throw new IllegalArgumentException("invalid token: " + what);
  }

  private static String sha256(String text) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private record Accepted(String value, String principalName, Long startTimeMs, long lifetimeMs)
      implements OAuthBearerToken {
    @Override
    public Set<String> scope() {
      return Set.of();
    }
  }
}
