//! The document of the routes, made from the table by which they are served.

use crate::http::routes::{Access, Route, routes};
use axum::Json;
use serde_json::{Map, Value, json};

/// `GET /openapi.json`.
pub(crate) async fn document() -> Json<Value> {
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        if matches!(route.access, Access::Control) {
            continue;
        }
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_ascii_lowercase()] = operation(&route);
    }
    Json(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kiểm Kê",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "problem": {
                    "description": "Refused; programs decide by `code`",
                    "content": {"application/problem+json": {"schema": {
                        "type": "object",
                        "required": ["code", "status", "detail"],
                        "properties": {
                            "code": {"type": "string"},
                            "status": {"type": "integer"},
                            "detail": {"type": "string"},
                            "place": {"type": "string"},
                        },
                    }}},
                },
            },
        },
    }))
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "summary": route.about,
        "responses": {
            "2XX": {"description": "Done"},
            "4XX": {"$ref": "#/components/responses/problem"},
            "5XX": {"$ref": "#/components/responses/problem"},
        },
    });
    let roles: &[_] = match route.access {
        Access::People(roles) => roles,
        _ => &[],
    };
    if !matches!(route.access, Access::Open) {
        operation["security"] = json!([{"token": []}]);
    }
    if !roles.is_empty() {
        operation["x-roles"] = json!(roles);
    }
    let parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation
}
