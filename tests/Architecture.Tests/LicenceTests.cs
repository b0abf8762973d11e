using System.Text.Json;

namespace EventEdge.Architecture.Tests;

/// <summary>No dependence, direct or not, may bring a licence the house cannot give on.</summary>
public sealed class LicenceTests
{
    /// <summary>Package (or prefix) and the first version whose licence is not free; 0 means every version.</summary>
    private static readonly (string Package, int FirstForbidden)[] Forbidden =
        [("MassTransit", 9), ("FluentAssertions", 8), ("SixLabors.ImageSharp", 0), ("JsonSchema.Net", 9)];

    [Fact]
    public void No_lock_file_holds_a_package_under_a_commercial_licence()
    {
        var locks = Offences.MustNotBeEmpty(
            Repository.Files.Where(f => f.EndsWith("packages.lock.json", StringComparison.Ordinal)), "lock files");
        var offences = from file in locks
                       from package in Packages(Repository.Read(file))
                       where Forbidden.Any(f => IsForbidden(package.Name, package.Version, f.Package, f.FirstForbidden))
                       select $"{file}: {package.Name} {package.Version}";
        Offences.MustBeEmpty(offences, "Licence gate:");
    }

    [Fact]
    public void The_gate_tells_the_last_free_version_from_the_first_commercial_one()
    {
        Assert.False(IsForbidden("MassTransit.RabbitMQ", "8.5.12", "MassTransit", 9));
        Assert.True(IsForbidden("MassTransit.RabbitMQ", "9.0.0", "MassTransit", 9));
        Assert.True(IsForbidden("SixLabors.ImageSharp", "3.1.0", "SixLabors.ImageSharp", 0));
        Assert.False(IsForbidden("MassTransitionTools", "9.0.0", "MassTransit", 9));
    }

    [Fact]
    public void Every_project_is_locked()
    {
        var projects = Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal));
        var offences = projects.Where(p => !Repository.Files.Contains(p[..(p.LastIndexOf('/') + 1)] + "packages.lock.json"));
        Offences.MustBeEmpty(offences, "No packages.lock.json beside:");
    }

    private static bool IsForbidden(string name, string version, string package, int firstForbidden) =>
        (name.Equals(package, StringComparison.OrdinalIgnoreCase) || name.StartsWith(package + ".", StringComparison.OrdinalIgnoreCase))
        && int.Parse(version.Split('.', '-')[0], null) >= firstForbidden;

    private static List<(string Name, string Version)> Packages(string lockFile)
    {
        using var document = JsonDocument.Parse(lockFile);
        return
        [
            .. from framework in document.RootElement.GetProperty("dependencies").EnumerateObject()
               from package in framework.Value.EnumerateObject()
               where package.Value.TryGetProperty("resolved", out _)
               select (package.Name, package.Value.GetProperty("resolved").GetString()!),
        ];
    }
}
