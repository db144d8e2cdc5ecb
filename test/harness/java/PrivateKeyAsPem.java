import java.io.FileInputStream;
import java.security.KeyStore;
import java.util.Base64;

/** Prints a private key of a PKCS12 store: its file, its password, the key's alias. */
public final class PrivateKeyAsPem {
    public static void main(String[] args) throws Exception {
        var password = args[1].toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        try (var file = new FileInputStream(args[0])) {
            store.load(file, password);
        }
        var key = store.getKey(args[2], password).getEncoded();
        var kind = "PRIVATE KEY-----\n";
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        System.out.print("-----BEGIN " + kind + text + "\n-----END " + kind);
    }
}
