using System.IO.Compression;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests;

/// <summary>The SDK as its users get it: a package with documentation, against which a function compiles without a network.</summary>
public sealed class SdkPackageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_contracts_pack_and_a_function_compiles_against_the_package()
    {
        using var scratch = new Scratch();
        await DotnetAsync(scratch, "pack", Path.Combine(Places.Root, "Contracts", "Sdk", "Contracts.csproj"), "-c", "Release", "--no-build", "-o", scratch.File("packages"));
        var package = Assert.Single(Directory.GetFiles(scratch.File("packages"), "*.nupkg"));
        var version = Path.GetFileNameWithoutExtension(package)["EventEdge.Contracts.".Length..];

        using (var content = ZipFile.OpenRead(package))
        {
            var names = content.Entries.Select(e => e.FullName).ToList();
            Assert.Contains("lib/net10.0/EventEdge.Contracts.dll", names);
            Assert.Contains("lib/net10.0/EventEdge.Contracts.xml", names);
            Assert.Contains("README.md", names);
        }

        Directory.CreateDirectory(scratch.File("own"));
        await File.WriteAllTextAsync(scratch.File("own/own.csproj"), Project(version), TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(Places.Root, "samples", "csharp-overheat", "functions", "overheat.cs"), scratch.File("own/overheat.cs"));
        await DotnetAsync(
            scratch, "build", scratch.File("own/own.csproj"), $"-p:RestoreSources={scratch.File("packages")}", $"-p:RestorePackagesPath={scratch.File("restored")}");
        Assert.True(File.Exists(scratch.File("own/bin/Debug/net10.0/own.dll")));
    }

    private static string Project(string version) =>
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
            <PackageReference Include="EventEdge.Contracts" Version="{version}" />
            <Using Include="EventEdge.Contracts.Events" />
            <Using Include="EventEdge.Contracts.Functions" />
            <Using Include="EventEdge.Contracts.Measurements" />
          </ItemGroup>
        </Project>
        """;

    private static async Task DotnetAsync(Scratch scratch, params string[] arguments)
    {
        await using var process = ProcessHost.Start("dotnet", [.. arguments, "--nologo", "-v", "q", "-nodeReuse:false"], folder: scratch.Path);
        var exitCode = await process.WaitForExitAsync(Limit);
        Assert.True(exitCode == 0, process.Output + process.Errors);
    }
}
