using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Stores;
using EventEdge.Publishing;

namespace EventEdge.Nodes;

/// <summary>The listeners as they are outside tests.</summary>
internal static class RealNodeFactories
{
    /// <param name="stores">The kinds of store there are; null for those that come with the product.</param>
    public static NodeFactories Open(StoreCatalog? stores = null)
    {
        stores ??= BuiltInStores.Catalog;
        return new()
        {
            Stores = stores,
            OpenMqtt = MqttSender.OpenAsync,
            OpenPoints = stores.OpenReader,
            CheckBindings = BindingsCheck.Of,
            StartEdge = (edge, store, cancellation) => EdgeHost.StartAsync(edge, store, stores, cancellation),
            StartCloud = (cloud, cancellation) => CloudHost.StartAsync(cloud, stores, cancellation),
        };
    }
}
