using System.Runtime.InteropServices;

namespace EventEdge.Tests.Support;

/// <summary>
/// A container engine of the tests' own: a real <c>dockerd</c> with its data, its socket and its process id in a temporary directory,
/// started by the first test that asks for it and shared by all of an assembly. Skips the test, with the reason, where there can be none.
/// The nodes the tests start find it by <c>DOCKER_HOST</c>.
/// </summary>
public sealed class DockerServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);
    private static readonly string[] Drivers = ["overlay2", "vfs"];

    private readonly SemaphoreSlim _starting = new(1);
    private readonly HashSet<string> _images = new(StringComparer.Ordinal);
    private string? _directory;
    private string? _run;
    private ProcessHost? _engine;
    private string? _obstacle;

    private string Socket => Path.Combine(_run!, "docker.sock");

    /// <summary>Makes sure that it runs, or skips the test.</summary>
    public async Task UseAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_engine is null && _obstacle is null) _obstacle = await StartAsync();
        }
        finally
        {
            _starting.Release();
        }

        Assert.SkipWhen(_obstacle is not null, _obstacle ?? string.Empty);
    }

    /// <summary>Runs <c>docker</c> and insists on its success. Returns what it wrote, without the last line break.</summary>
    public async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        var (exitCode, output, errors) = await TryAsync(arguments);
        Assert.True(exitCode == 0, $"docker {string.Join(' ', arguments)}: {errors}");
        return output.TrimEnd();
    }

    /// <summary>An image that holds nothing but one static program, made from a file of C once for each name.</summary>
    /// <param name="tag">The name of the image.</param>
    /// <param name="source">The program, as a path from the root of the repository.</param>
    public async Task BuildAsync(string tag, string source)
    {
        await UseAsync();
        if (!_images.Add(tag)) return;
        var folder = Directory.CreateDirectory(Path.Combine(_directory!, tag.Replace(':', '-'))).FullName;
        await ToolAsync(
            "gcc", "-static", "-O1", "-I", Repository.File("samples/container-c"), Repository.File(source), "-o",
            Path.Combine(folder, "function"));
        Directory.CreateDirectory(Path.Combine(folder, "tmp"));
        await ToolAsync("tar", "-cf", $"{folder}.tar", "-C", folder, ".");
        await RunAsync("import", "--change", "CMD [\"/function\"]", "--change", "VOLUME /data", $"{folder}.tar", tag);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            var containers = (await TryAsync(["ps", "-aq"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (containers.Length > 0) await TryAsync(["rm", "-f", .. containers]);
            // The bridges of nodes that were killed would stay behind on the machine.
            await TryAsync(["network", "prune", "-f"]);
            await _engine.StopAsync(StartLimit);
            await _engine.DisposeAsync();
            Environment.SetEnvironmentVariable("DOCKER_HOST", null);
        }

        Clear();
        _starting.Dispose();
    }

    /// <summary>Why it cannot be started; null when it runs.</summary>
    private async Task<string?> StartAsync()
    {
        if (GetEffectiveUser() != 0) return "only root may start dockerd";
        foreach (var program in (string[])["dockerd", "docker", "gcc", "iptables"])
        {
            if (!ProcessHost.Exists(program)) return $"{program} is not installed";
        }

        var said = string.Empty;
        foreach (var driver in Drivers)
        {
            _directory = Directory.CreateTempSubdirectory("dockerd-").FullName;
            // The name of a Unix socket has 107 characters at most, and a temporary directory may already take most of them.
            _run = Directory.CreateDirectory(Path.Combine("/run", Path.GetFileName(_directory))).FullName;
            var engine = Start(driver);
            if (await AnswersAsync(engine))
            {
                _engine = engine;
                Environment.SetEnvironmentVariable("DOCKER_HOST", $"unix://{Socket}");
                return null;
            }

            said = engine.Errors.TrimEnd().Split('\n')[^1];
            await engine.StopAsync(StartLimit);
            await engine.DisposeAsync();
            Clear();
        }

        return $"dockerd does not start here: {said}";
    }

    private ProcessHost Start(string driver) => ProcessHost.Start(
        "dockerd",
        [
            "--host", $"unix://{Socket}", "--data-root", Path.Combine(_directory!, "data"), "--exec-root", _run!,
            "--pidfile", Path.Combine(_run!, "pid"), "--storage-driver", driver, "--bridge", "none",
        ],
        new Dictionary<string, string> { ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin" });

    private async Task<bool> AnswersAsync(ProcessHost engine)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        while (!limit.IsCancellationRequested && !engine.HasExited)
        {
            if (File.Exists(Socket) && (await TryAsync(["version"])).ExitCode == 0) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }

        return false;
    }

    private async Task<(int ExitCode, string Output, string Errors)> TryAsync(IEnumerable<string> arguments)
    {
        await using var docker = ProcessHost.Start("docker", ["--host", $"unix://{Socket}", .. arguments]);
        var exitCode = await docker.WaitForExitAsync(CommandLimit);
        return (exitCode, docker.Output, docker.Errors);
    }

    private static async Task ToolAsync(string program, params string[] arguments)
    {
        await using var tool = ProcessHost.Start(program, arguments);
        Assert.True(await tool.WaitForExitAsync(CommandLimit) == 0, tool.Errors);
    }

    // What the kernel still holds is left to whoever empties the folders of temporary files.
    private void Clear()
    {
        foreach (var directory in (string?[])[_directory, _run])
        {
            try
            {
                if (directory is not null) Directory.Delete(directory, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // As said.
            }
        }

        (_directory, _run) = (null, null);
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUser();
}
