
// Fetches the further files of this bundle; see xtask/src/kit/split.rs.
const files = {};
const bring = (url, before) =>
    (files[url] ??= Promise.all([
        // Not as a stream, which a server that calls it another type would end.
        fetch(url).then((response) => response.arrayBuffer()),
        before,
    ])
        .then(([bytes]) => WebAssembly.instantiate(bytes, { __wasm_split: wasm }))
        .catch((error) => {
            // The next call tries again.
            delete files[url];
            throw error;
        }));
const later = (names) => async (callback, data) => {
    let there = true;
    try {
        // Another part may have asked for one of these before: that one says nothing of those before it here.
        await names.split(" ").reduce((before, name) => {
            const url = import.meta.url.replace(/\.js(\?.*)?$/, `_${name}.wasm`);
            return Promise.all([before, bring(url, before)]);
        }, null);
    } catch (error) {
        there = false;
        console.error(error);
    }
    wasm.__indirect_function_table.get(callback)(data, there);
};
