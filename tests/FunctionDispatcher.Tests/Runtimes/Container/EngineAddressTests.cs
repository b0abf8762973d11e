using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Container.Engines;

namespace EventEdge.FunctionDispatcher.Tests.Runtimes.Container;

public sealed class EngineAddressTests
{
    [Theory]
    [InlineData("unix:///run/user/1000/docker.sock", "/var/run/docker.sock", "unix:///run/user/1000/docker.sock")]
    [InlineData(null, "/var/run/docker.sock /run/podman/podman.sock", "unix:///var/run/docker.sock")]
    [InlineData("", "/run/podman/podman.sock", "unix:///run/podman/podman.sock")]
    public void What_is_declared_comes_before_the_usual_sockets(string? declared, string there, string address) =>
        Assert.Equal(address, EngineAddress.Find(declared, path => there.Split(' ').Contains(path)).ToString());

    [Theory]
    [InlineData(null, "start Docker or Podman, or name its socket in DOCKER_HOST")]
    [InlineData("docker.sock", "DOCKER_HOST is no address: 'docker.sock'")]
    public void Without_one_the_error_says_what_to_do(string? declared, string message) =>
        Assert.Contains(message, Assert.Throws<FunctionUnusableException>(() => EngineAddress.Find(declared, _ => false)).Message);
}
