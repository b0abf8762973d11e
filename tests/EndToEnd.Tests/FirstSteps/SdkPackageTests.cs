using System.IO.Compression;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.FirstSteps;

/// <summary>The SDK as its users get it: packages with documentation, against which a function compiles without a network.</summary>
public sealed class SdkPackageTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Scratch _scratch = new();

    [Fact]
    public async Task The_contracts_pack_and_a_function_compiles_against_the_package()
    {
        var version = await PackAsync("Contracts/Sdk/Contracts.csproj", "EventEdge.Contracts");
        await BuildAsync("samples/csharp-overheat/functions/overheat.cs", PackageLine("EventEdge.Contracts", version));
    }

    [Fact]
    public async Task Windows_of_Rx_pack_and_a_reactive_query_compiles_against_the_package_alone()
    {
        await PackAsync("Contracts/Sdk/Contracts.csproj", "EventEdge.Contracts");
        var version = await PackAsync("Contracts/Rx/Contracts.Rx.csproj", "EventEdge.Contracts.Rx");
        await BuildAsync(
            "samples/csharp-windows/functions/climb.cs",
            PackageLine("EventEdge.Contracts.Rx", version) + """<Using Include="EventEdge.Contracts.Rx" />""");
    }

    public void Dispose() => _scratch.Dispose();

    private async Task<string> PackAsync(string project, string package)
    {
        await DotnetAsync("pack", Path.Combine(Places.Root, project), "-c", "Release", "--no-build", "-o", _scratch.File("packages"));
        var file = Assert.Single(Directory.GetFiles(_scratch.File("packages"), $"{package}.?.*.nupkg"));
        using var content = ZipFile.OpenRead(file);
        var names = content.Entries.Select(e => e.FullName).ToList();
        Assert.Equal(
            ["README.md", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"],
            names.Where(IsOfThePackage).Order(StringComparer.Ordinal));
        return Path.GetFileNameWithoutExtension(file)[(package.Length + 1)..];
    }

    private static bool IsOfThePackage(string name) => name == "README.md" || name.StartsWith("lib/", StringComparison.Ordinal);

    // System.Reactive comes from where it was restored to for this build.
    private async Task BuildAsync(string source, string items)
    {
        Directory.CreateDirectory(_scratch.File("own"));
        await File.WriteAllTextAsync(_scratch.File("own/own.csproj"), Project(items), TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(Places.Root, source), _scratch.File("own/function.cs"));
        await DotnetAsync(
            "build",
            _scratch.File("own/own.csproj"),
            $"-p:RestoreSources={_scratch.File("packages")}%3B{RestoredPackages}",
            $"-p:RestorePackagesPath={_scratch.File("restored")}");
        Assert.True(File.Exists(_scratch.File("own/bin/Debug/net10.0/own.dll")));
    }

    private static string RestoredPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string PackageLine(string package, string version) =>
        $"""<PackageReference Include="{package}" Version="{version}" />""";

    private static string Project(string items) =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <UseAppHost>false</UseAppHost>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            {items}
            <Using Include="EventEdge.Contracts.Events" />
            <Using Include="EventEdge.Contracts.Functions" />
            <Using Include="EventEdge.Contracts.Measurements" />
          </ItemGroup>
        </Project>
        """;

    private async Task DotnetAsync(params string[] arguments)
    {
        await using var process = ProcessHost.Start(
            "dotnet", [.. arguments, "--nologo", "-v", "q", "-nodeReuse:false"], folder: _scratch.Path);
        var exitCode = await process.WaitForExitAsync(Limit);
        Assert.True(exitCode == 0, process.Output + process.Errors);
    }
}
