//! What kreuzberg asks of everything that is put into its registries.

/// Makes a [`kreuzberg::plugins::Plugin`] of a type that needs no setting up, under a name: a text, or what
/// gives one out of a value of the type.
macro_rules! plugin {
    ($type:ty, $name:literal) => {
        $crate::extractors::plugin::plugin!($type, |_| $name);
    };
    ($type:ty, |$this:pat_param| $name:expr) => {
        impl kreuzberg::plugins::Plugin for $type {
            fn name(&self) -> &str {
                let $this = self;
                $name
            }

            fn version(&self) -> String {
                env!("CARGO_PKG_VERSION").to_owned()
            }

            fn initialize(&self) -> kreuzberg::Result<()> {
                Ok(())
            }

            fn shutdown(&self) -> kreuzberg::Result<()> {
                Ok(())
            }
        }
    };
}

pub(crate) use plugin;
