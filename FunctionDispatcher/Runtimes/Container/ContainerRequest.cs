using System.Collections;
using System.Globalization;
using Docker.DotNet.Models;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>
/// What the engine is asked for: everything a function does not need is off, and what the bindings file gives back is added. A pure
/// function of the declaration, so that a test can hold all of it.
/// </summary>
internal static class ContainerRequest
{
    private const long NanoCpus = 1_000_000_000;
    private const int OpenFileLimit = 4096;

    // Under pressure the kernel ends a function before it ends the node.
    private const int OomScore = 500;

    /// <summary>The request for an instance of a binding.</summary>
    /// <param name="config">The declaration.</param>
    /// <param name="binding">The binding it is for.</param>
    /// <param name="labels">What tells this node's containers from others.</param>
    /// <param name="network">The engine's name of the network it joins.</param>
    /// <param name="volumes">Folders for which the image asks a volume: they become bounded folders in memory.</param>
    /// <param name="engine">Who is asked.</param>
    public static CreateContainerParameters Of(
        ContainerConfig config, BindingIdentity binding, IReadOnlyDictionary<string, string> labels, string network,
        IEnumerable<string> volumes, EngineKind engine) => new()
        {
            Image = config.Image,
            Cmd = [.. config.Command],
            User = UserOf(config.User),
            Env = [.. EnvironmentOf(config, binding).Select(e => $"{e.Key}={e.Value}")],
            Labels = new Dictionary<string, string>(labels)
            {
                ["eventedge.binding"] = binding.Name,
                ["eventedge.version"] = binding.Version,
            },
            AttachStdout = true,
            AttachStderr = true,
            HostConfig = HostOf(config, network, volumes, engine),
        };

    private static HostConfig HostOf(ContainerConfig config, string network, IEnumerable<string> volumes, EngineKind engine) => new()
    {
        NetworkMode = network,
        // An engine answers names on an internal network through the machine's own resolver unless it is given another: this one leads
        // nowhere.
        DNS = config.Network == ContainerIsolation.IsolatedNetwork ? ["127.0.0.1"] : [],
        ReadonlyRootfs = !config.WritableRoot,
        Privileged = config.Privileged,
        CapDrop = ["ALL"],
        CapAdd = [.. config.Capabilities],
        SecurityOpt = ["no-new-privileges"],
        PidsLimit = config.Pids,
        Memory = config.Memory,
        MemorySwap = config.Memory,
        NanoCPUs = (long)(config.Cpus * NanoCpus),
        OomScoreAdj = OomScore,
        Ulimits = [new() { Name = "core" }, new() { Name = "nofile", Soft = OpenFileLimit, Hard = OpenFileLimit }],
        Tmpfs = Folders(engine).Concat(volumes).Distinct().ToDictionary(folder => folder, _ => Folder(config, engine)),
        ShmSize = config.Tmp,
        IpcMode = "private",
        CgroupnsMode = "private",
        Binds = [.. config.Mounts],
        Init = true,
        RestartPolicy = new() { Name = RestartPolicyKind.No },
        // The node reads what it writes while it runs; nothing of it goes to the disk.
        LogConfig = new() { Type = "none" },
        DeviceRequests = config.Gpus.Count > 0 ? [Gpus(config.Gpus)] : [],
    };

    // Podman puts these two into a container that cannot write elsewhere, as large as half of the machine's memory.
    private static string[] Folders(EngineKind engine) => engine == EngineKind.Podman ? ["/tmp", "/run", "/var/tmp"] : ["/tmp"];

    // It belongs to the function: an engine may give it the mode of the image's folder instead of this one. Podman refuses
    // an owner, and would copy what the image has there.
    private static string Folder(ContainerConfig config, EngineKind engine)
    {
        var ids = UserOf(config.User).Split(':');
        var owner = engine == EngineKind.Podman ? "notmpcopyup" : $"uid={ids[0]},gid={ids[1]}";
        return string.Create(CultureInfo.InvariantCulture, $"rw,noexec,nosuid,nodev,mode=1777,{owner},size={config.Tmp}");
    }

    // A user without a group would get the group root where the image does not know the user.
    private static string UserOf(string user) =>
        user == "root" ? "0:0" : user.Contains(':', StringComparison.Ordinal) ? user : $"{user}:{user}";

    private static DeviceRequest Gpus(IReadOnlyList<string> gpus)
    {
        var capabilities = new List<IList<string>> { new List<string> { "gpu" } };
        if (gpus is ["all"]) return new() { Count = -1, Capabilities = capabilities };
        return gpus is [var one] && int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new() { Count = count, Capabilities = capabilities }
            : new() { DeviceIDs = [.. gpus], Capabilities = capabilities };
    }

    private static Dictionary<string, string> EnvironmentOf(ContainerConfig config, BindingIdentity binding)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (config.Contract == ContainerContract.Knative)
        {
            environment["PORT"] = config.Port.ToString(CultureInfo.InvariantCulture);
            environment["K_SERVICE"] = environment["K_CONFIGURATION"] = binding.Name;
            environment["K_REVISION"] = binding.Version;
        }

        foreach (var (name, value) in config.Env) environment[name] = TextOf(value);
        return environment;
    }

    private static string TextOf(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        IEnumerable list and not string => string.Join(',', list.Cast<object?>().Select(TextOf)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
