using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Runtimes.Container;

/// <summary>
/// A function in a container that answers over HTTP. It is cut off from the network, from the machine's files and from every privilege.
/// What takes some of that back (<c>network</c>, <c>user</c> 0, <c>writable_root</c>, <c>mounts</c>, <c>capabilities</c>,
/// <c>privileged</c>) needs <c>allow_unsafe</c>. A single value is the image.
/// </summary>
[ShortForm("image")]
public sealed record ContainerConfig
{
    /// <summary>
    /// The image, by name (<c>acme/fft:1.2</c>) or, so that nobody can change it, by digest (<c>acme/fft@sha256:…</c>). Required.
    /// </summary>
    [Form("[a-zA-Z0-9][a-zA-Z0-9._/:@-]*", 512)]
    public required string Image { get; init; }

    /// <summary>How it is spoken to. Default <c>openfaas</c>.</summary>
    public ContainerContract Contract { get; init; } = ContainerContract.Openfaas;

    /// <summary>When the image is fetched from its registry. Default <c>missing</c>.</summary>
    public ImagePull Pull { get; init; } = ImagePull.Missing;

    /// <summary>
    /// What it runs instead of the command of the image: a list of words, or one text that is split at blanks. Default: the image's own.
    /// </summary>
    [CommandLine]
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The port it listens on. Default 8080.</summary>
    [Range("1", "65535")]
    public int Port { get; init; } = 8080;

    /// <summary>Variables of its environment, beside those of the image and of the contract. Default: none.</summary>
    public IReadOnlyDictionary<string, object?> Env { get; init; } = new Dictionary<string, object?>();

    /// <summary>
    /// Most memory of an instance, with everything it starts and keeps in <c>/tmp</c>. It gets no swap. 6MiB to 1TiB. Default 128MiB.
    /// </summary>
    [Range("6MiB", "1TiB")]
    public long Memory { get; init; } = 128L << 20;

    /// <summary>Processors an instance may use. 0.01 to 256. Default 1.</summary>
    [Range("0.01", "256")]
    public double Cpus { get; init; } = 1;

    /// <summary>Most processes and threads of an instance. 2 to 32768. Default 128.</summary>
    [Range("2", "32768")]
    public int Pids { get; init; } = 128;

    /// <summary>
    /// Room in <c>/tmp</c>, the only folder it can write to; in memory, gone with the instance. 64KiB to 64GiB. Default 16MiB.
    /// </summary>
    [Range("64KiB", "64GiB")]
    public long Tmp { get; init; } = 16L << 20;

    /// <summary>Graphics processors it gets: <c>all</c>, how many as a text, or their identifiers as a list. Default: none.</summary>
    [CommandLine]
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>How many instances run. Default: none while nothing is to do, at most one.</summary>
    public ScaleConfig Scale { get; init; } = new();

    /// <summary>
    /// The engine's network it joins: <c>isolated</c> is one that leads nowhere, neither out nor to other containers; <c>bridge</c>,
    /// <c>host</c> or a network of your own need <c>allow_unsafe</c>. Default <c>isolated</c>.
    /// </summary>
    [Form("[a-zA-Z0-9][a-zA-Z0-9_.-]*", 128)]
    public string Network { get; init; } = ContainerIsolation.IsolatedNetwork;

    /// <summary>
    /// The user it runs as, whatever the image says: a number, or two with a colon for user and group. <c>root</c>, or a 0 in it, needs
    /// <c>allow_unsafe</c>. Default <c>65534:65534</c>, nobody.
    /// </summary>
    [Form("root|[0-9]{1,10}(:[0-9]{1,10})?", 21)]
    public string User { get; init; } = "65534:65534";

    /// <summary>Whether it may change the files of its image. Default false.</summary>
    public bool WritableRoot { get; init; }

    /// <summary>
    /// Folders of the machine it sees, as <c>/on/machine:/in/container</c>, with <c>:ro</c> behind it to read only. Default: none.
    /// </summary>
    public IReadOnlyList<string> Mounts { get; init; } = [];

    /// <summary>Capabilities of the kernel it keeps, such as <c>NET_RAW</c>. Default: none.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it may do everything the machine's root may. Default false.</summary>
    public bool Privileged { get; init; }

    /// <summary>Allows the keys that weaken its isolation; each of them is logged when the binding starts. Default false.</summary>
    public bool AllowUnsafe { get; init; }
}

/// <summary>How a container is spoken to.</summary>
public enum ContainerContract
{
    /// <summary>As OpenFaaS speaks to its functions: ready when <c>GET /_/health</c> answers, calls to <c>POST /</c>.</summary>
    Openfaas,

    /// <summary>
    /// As Knative speaks to its services: ready when <c>$PORT</c> accepts connections, calls are CloudEvents in binary mode to <c>POST
    /// /</c>.
    /// </summary>
    Knative,
}
