using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Tests.Mqtt;
using EventEdge.Tests.Support;
using MQTTnet;
using MQTTnet.Formatter;
using Microsoft.Extensions.Logging.Abstractions;
using Eventually = EventEdge.Tests.Support.Eventually;

namespace EventEdge.EdgeBridge.Tests.Security;

/// <summary>A broker that asks who is there, with its files in a folder of its own.</summary>
internal sealed class SecureBroker : IAsyncDisposable
{
    public const string Password = "correct horse";

    public const string Rules =
        "* publish plant/{username}/#\n* subscribe commands/{client_id}\n* will gone/{username}\nanna subscribe plant/#\n";

    private static readonly PasswordHash Hash = PasswordHash.Create(Password);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _files = new();
    private AccessControl? _gate;

    public CollectingIntake Intake { get; } = new();

    public EmbeddedBroker Broker { get; private set; } = null!;

    public AccessControl Gate => _gate!;

    public string AclFile => _files.File("acl");

    public string PasswordFile => _files.File("users");

    public static async Task<SecureBroker> StartAsync(
        Func<SecureBroker, SecurityOptions, SecurityOptions>? security = null, Func<EmbeddedBrokerOptions,
        EmbeddedBrokerOptions>? options = null)
    {
        var secure = new SecureBroker();
        secure.WriteUsers("press-1", "press-2", "anna");
        await System.IO.File.WriteAllTextAsync(secure.AclFile, Rules);
        var defaults = new SecurityOptions
        {
            PasswordFile = secure.PasswordFile, AclFile = secure.AclFile, AuditDirectory = secure._files.Path,
            PollInterval = TimeSpan.FromMilliseconds(20),
        };
        secure._gate = AccessControl.Open(security?.Invoke(secure, defaults) ?? defaults, TimeProvider.System, NullLogger.Instance);
        var broker = new EmbeddedBrokerOptions { Node = "n1", Port = 0 };
        secure.Broker = new(
            options?.Invoke(broker) ?? broker, secure.Intake, TimeProvider.System, NullLogger<EmbeddedBroker>.Instance, secure._gate);
        await secure.Broker.StartAsync(TestContext.Current.CancellationToken);
        return secure;
    }

    public string File(string name) => _files.File(name);

    public int PortOf(MqttTransport transport) => Broker.Endpoints.First(one => one.Transport == transport).Port;

    public void WriteUsers(params string[] users)
    {
        var file = new PasswordFile();
        foreach (var user in users) file.Set(user, Hash);
        file.Save(PasswordFile);
    }

    /// <summary>Connects; the result says whether it was let in.</summary>
    public async Task<(IMqttClient Client, MqttClientConnectResultCode Code)> ConnectAsync(
        string? user, string? password = Password, string? clientId = null, Action<MqttClientOptionsBuilder>? change = null,
        bool version5 = true,
        Action<IMqttClient>? prepare = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        prepare?.Invoke(client);
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", Broker.Port)
            .WithClientId(clientId ?? user ?? "nobody")
            .WithProtocolVersion(version5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithTimeout(Limit);
        if (user is not null) options.WithCredentials(user, password);
        change?.Invoke(options);
        var result = await client.ConnectAsync(options.Build(), TestContext.Current.CancellationToken).WaitAsync(Limit);
        return (client, result.ResultCode);
    }

    /// <summary>Everything written to the audit log so far.</summary>
    public string Audit()
    {
        using var file = new FileStream(_files.File("audit.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(file).ReadToEnd();
    }

    /// <summary>Waits until the audit log has a line with all of these.</summary>
    public Task AuditSaysAsync(params string[] words) => Eventually.IsTrue(
        () => System.IO.File.Exists(_files.File("audit.jsonl"))
            && Audit().Split('\n').Any(line => words.All(word => line.Contains(word, StringComparison.Ordinal))),
        $"a line of the audit log with {string.Join(", ", words)}");

    public async ValueTask DisposeAsync()
    {
        if (Broker is not null) await Broker.DisposeAsync();
        if (_gate is not null) await _gate.DisposeAsync();
        _files.Dispose();
    }
}
