using System.Net.Sockets;

namespace EventEdge.Tests.Support;

/// <summary>
/// A RabbitMQ of our own with the project's configuration file: own node name, ports, port mapper, cookie and data, so that neither
/// another test nor a broker of the machine is touched.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const int ControlTries = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new();
    private readonly int _mapperPort = ServerProcess.FreePort();
    private readonly int _distributionPort = ServerProcess.FreePort();
    private ServerProcess? _mapper;
    private ServerProcess? _server;

    /// <summary>The program, or null where it is not installed.</summary>
    public static string? Program => ServerProcess.Find("/usr/lib/rabbitmq/bin/rabbitmq-server");

    public int Port { get; } = ServerProcess.FreePort();

    public Uri Uri => new($"amqp://127.0.0.1:{Port}/");

    /// <summary>The process whose descendants are the broker; null while it does not run.</summary>
    public int? ProcessId => _server?.Id;

    /// <summary>A running server; skips the test where there is none.</summary>
    public static async Task<RabbitMqServer> StartNewAsync()
    {
        var server = Prepare();
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            // One that came up too late would run on beside everything that follows.
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that is not running yet; skips the test where there is none.</summary>
    public static RabbitMqServer Prepare()
    {
        Assert.SkipWhen(Program is null, "rabbitmq-server is not installed");
        return new RabbitMqServer();
    }

    /// <summary>Starts, or starts again with the same data.</summary>
    public async Task StartAsync()
    {
        _mapper ??= ServerProcess.Start("/usr/bin/epmd", ["-port", $"{_mapperPort}", "-address", "127.0.0.1"]);
        _server = ServerProcess.Start(Program!, [], Environment());
        await _server.ReadyAsync(AnswersAsync, StartLimit);
    }

    /// <summary>Ends the server at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>What <c>rabbitmqctl</c> says to a command, its complaints included.</summary>
    public async Task<string> ControlAsync(params string[] command)
    {
        for (var left = ControlTries; ; left--)
        {
            await using var control = ServerProcess.Start(
                "/usr/lib/rabbitmq/bin/rabbitmqctl", ["--timeout", "15", .. command], Environment());
            try
            {
                await control.EndAsync(ControlLimit);
                // One that gave up waiting for its answer may have been obeyed.
                if (control.ExitCode == 0 || control.Output.Contains("already exists", StringComparison.Ordinal)) return control.Output;
                if (left <= 1) throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', command)}: {control.Output}");
            }
            catch (TimeoutException) when (left > 1)
            {
                // The command's own start can hang on a crowded machine, and every command here may be given twice.
            }
        }
    }

    /// <summary>Ends the server in good order.</summary>
    public async Task StopAsync()
    {
        await ControlAsync("stop");
        if (_server is not null) await _server.EndAsync(ControlLimit);
        await KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_mapper is not null) await _mapper.DisposeAsync();
        _directory.Dispose();
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["HOME"] = _directory.Path,
        ["ERL_EPMD_PORT"] = $"{_mapperPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_NODENAME"] = $"eventedge-{Port}@localhost",
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = $"{Port}",
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["RABBITMQ_MNESIA_BASE"] = _directory.File("data"),
        ["RABBITMQ_LOG_BASE"] = _directory.File("log"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Repository.File("broker-config/rabbitmq/enabled_plugins"),
        ["RABBITMQ_CONFIG_FILE"] = Repository.File("broker-config/rabbitmq/rabbitmq.conf"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 2:2 +sbwt none",
    };

    // The port opens before the broker is ready; a protocol greeting it does not know is answered only by one that is.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            await client.GetStream().WriteAsync("AMQP\x0\x0\x9\x2"u8.ToArray());
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            return await client.GetStream().ReadAsync(new byte[8], limit.Token) > 0;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
