using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>Where a component's page is: beside its class.</summary>
internal static class ComponentPages
{
    public static string Of(IComponent component) =>
        Path.Combine([RepositoryRoot.Path, .. component.GetType().Namespace!["EventEdge.".Length..].Split('.'), "README.md"]);
}
