namespace EventEdge.Settings;

/// <summary>
/// Every setting there is but those of stores, which say themselves what they want to be told (<see cref="StoreFlags"/>). Which command
/// uses which is said by the command; see <see cref="SettingsCheck"/> for the others.
/// </summary>
internal static class KnownSettings
{
    public static readonly Setting Bindings = new(
        "bindings", "FILE", "The bindings file: which messages go to which function. Default: bindings.yaml");
    public static readonly Setting Data = new("data", "DIR", "Directory for journal, outbox and store; made when missing. Default: data");
    public static readonly Setting Mqtt = new("mqtt", "HOST:PORT",
        "Where sensors connect: the embedded MQTT broker's address. Beyond loopback with a password file only. Default: 127.0.0.1:1883");
    public static readonly Setting Mqtts = new("mqtts", "HOST:PORT", "The same over TLS. Default: none");
    public static readonly Setting MqttWs = new("mqtt-ws", "HOST:PORT", "The same over WebSocket, path /mqtt. Default: none");
    public static readonly Setting MqttWss = new("mqtt-wss", "HOST:PORT", "The same over WebSocket and TLS, path /mqtt. Default: none");
    public static readonly Setting PasswordFile = new(
        "password-file", "FILE", "Users who may connect over MQTT, as eventedge user add writes them. Default: none, nobody is asked");
    public static readonly Setting AclFile = new(
        "acl-file", "FILE", "Which client may use which topics; required once clients have an identity");
    public static readonly Setting TlsCertificate = new("tls-certificate", "FILE", "Certificate of this node with its chain, PEM");
    public static readonly Setting TlsKey = new("tls-key", "FILE", "Private key of that certificate, PEM");
    public static readonly Setting TlsClientCa = new(
        "tls-client-ca", "FILE", "Authorities whose certificates identify a device, PEM. Default: none, no certificate is asked for");
    public static readonly Setting TlsClientCrl = new(
        "tls-client-crl", "FILE", "Revocation lists of those authorities, PEM or DER. Default: none");
    public static readonly Setting HttpTokenFile = new(
        "http-token-file", "FILE", "File with the token HTTP asks for, 16 characters or more. Default: none, loopback only");
    public static readonly Setting MqttUser = new("mqtt-user", "NAME", "User name at the MQTT broker. Default: none");
    public static readonly Setting MqttPasswordFile = new(
        "mqtt-password-file", "FILE", "File with the password for the MQTT broker. Default: none");
    public static readonly Setting MqttTarget = new("mqtt", "HOST:PORT", "The MQTT broker to send to. Default: 127.0.0.1:1883");
    public static readonly Setting Http = new(
        "http", "HOST:PORT", "Dashboard, health, metrics and API. Beyond loopback with a token only. Default: 127.0.0.1:8080");
    public static readonly Setting Node = new(
        "node", "NAME", "This node's name, in status topics and stored points. Default: the machine's name");
    public static readonly Setting OutboxLimit = new(
        "outbox-limit", "SIZE",
        "Most disk that waiting results take, such as 64MiB, at least 1MiB; from 80 % of it on they lose resolution. Default: 1GiB");
    public static readonly Setting FunctionMemory = new("function-memory", "SIZE", "Most memory that functions in processes, "
        + "modules and containers may use together, such as 512MiB; the least urgent sleep first. Default: no limit");
    public static readonly Setting FunctionCpus = new(
        "function-cpus", "N", "Most processors that they may use together while they work, such as 1.5. Default: no limit");
    public static readonly Setting Workers = new("workers", "N", "Threads that decode messages and keep windows, 1 to 64, "
        + "each with its share of the keys; results are the same for any number. Default: 1 with fewer than four processors, "
        + "else half of them, 8 at most");
    public static readonly Setting RestartOnHang = new("restart-on-hang", "TIME", "How long a C# function may run until the node ends with "
        + "exit code 75 for its supervisor to start it again; the third time within an hour disables the binding. At least 1s, such as 1m. "
        + "Default: never, it is only reported");
    public static readonly Setting ReplayRate = new(
        "replay-rate", "N", "Most results a second that leave of a backlog, beside fresh ones, for a narrow link. Default: no limit");
    public static readonly Setting Broker = new("broker", "URI",
        "An MQTT broker that is already there, such as mqtt://127.0.0.1:1884; mqtts, ws and wss too. Default: the embedded one");
    public static readonly Setting BrokerUser = new("broker-user", "NAME", "User name at that broker. Default: none");
    public static readonly Setting BrokerPasswordFile = new(
        "broker-password-file", "FILE", "File with the password for that broker, read at each connect. Default: none");
    public static readonly Setting BrokerCa = new(
        "broker-ca", "FILE", "The only authorities to trust for that broker, PEM. Default: the machine's own");
    public static readonly Setting BrokerCertificate = new(
        "broker-certificate", "FILE", "Certificate to show to that broker, PEM. Default: none");
    public static readonly Setting BrokerKey = new(
        "broker-key", "FILE", "Private key of that certificate, PEM. Default: in the certificate's file");
    public static readonly Setting BrokerClientId = new(
        "broker-client-id", "NAME", "Client identifier at that broker, under which it keeps the session. Default: eventedge-NODE");
    public static readonly Setting RabbitMq = new("rabbitmq", "URI", "The bus between edge and cloud. Default: amqp://127.0.0.1:5672");
    public static readonly Setting RabbitMqUser = new("rabbitmq-user", "NAME", "User name at RabbitMQ. Default: guest");
    public static readonly Setting RabbitMqPasswordFile = new(
        "rabbitmq-password-file", "FILE",
        "File with the password for RabbitMQ. Default: none, the password is guest, which RabbitMQ takes on loopback only");
    public static readonly Setting Senders = new("senders", "named|any", "Whose frames are believed: named are a node's own RabbitMQ user, "
        + "which has its name, and the cloud's. Default: named; any while the cloud logs in as guest");
    public static readonly Setting Output = new("output", "text|json", "Form of the result. Default: text");
    public static readonly Setting Config = new(
        "config", "FILE", "Settings file, JSON or YAML, with the flags' names in snake_case. Flags and EVENTEDGE__… variables win over it");

    /// <summary>How the listeners of an edge node are guarded.</summary>
    public static readonly Setting[] NodeFactories =
        [Mqtt, Mqtts, MqttWs, MqttWss, PasswordFile, AclFile, TlsCertificate, TlsKey, TlsClientCa, TlsClientCrl, Http, HttpTokenFile,
            .. ListenerSettings.All];

    /// <summary>The external broker, and who the node is there.</summary>
    public static readonly Setting[] Brokers = [
        Broker, BrokerUser, BrokerPasswordFile, BrokerCa, BrokerCertificate, BrokerKey, BrokerClientId];

    /// <summary>What decoding, windows and functions of an edge node may use.</summary>
    public static readonly Setting[] Functions = [Workers, FunctionMemory, FunctionCpus, RestartOnHang];
}
