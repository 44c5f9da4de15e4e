/**
 * The MLIR text of StableHLO programs, as XLA's front ends print it.
 *
 * Operations in their pretty form have about thirty formats of their own. They are read by one rule,
 * 'pretty', that knows what such formats are made of, so that an operation nobody thought of is
 * reported by name and not as a syntax error.
 */
parser grammar StableHloParser;

options { tokenVocab = StableHloLexer; }

file : item* EOF ;

item : alias | module | function | operation ;

alias : HASH_NAME ASSIGN attribute ;

module : MODULE SYMBOL? (ATTRIBUTES dictionary)? LBRACE function* RBRACE location? ;

function
  : FUNCTION NAME? SYMBOL LPAREN (parameter (COMMA parameter)*)? RPAREN
    (ARROW functionResults)? (ATTRIBUTES dictionary)? (LBRACE operation* RBRACE)? location?
  ;

parameter : VALUE COLON type dictionary? location? ;

functionResults : functionResult | LPAREN (functionResult (COMMA functionResult)*)? RPAREN ;

functionResult : type dictionary? ;

operation : (result (COMMA result)* ASSIGN)? (generic | pretty) location? ;

result : VALUE (COLON INTEGER)? ;

generic
  : STRING LPAREN (VALUE (COMMA VALUE)*)? RPAREN (LESS dictionary GREATER)?
    (LPAREN region (COMMA region)* RPAREN)? dictionary? COLON functionType
  ;

region : LBRACE (BLOCK blockArguments? COLON)? operation* RBRACE ;

blockArguments : LPAREN (parameter (COMMA parameter)*)? RPAREN ;

pretty : NAME part* (COLON signature trailer*)? ;

part
  : VALUE
  | COMMA
  | group
  | NAME ASSIGN attribute
  | attribute
  ;

group : LPAREN groupItem* RPAREN ;

groupItem : VALUE (ASSIGN VALUE)? | COMMA | NAME COLON ;

trailer : (REDUCER | CONDITION | DO) blockArguments* region ;

signature : functionType | type (COMMA type)* ;

functionType : LPAREN (type (COMMA type)*)? RPAREN ARROW (type | LPAREN (type (COMMA type)*)? RPAREN) ;

type
  : TENSOR (dimension BY)* ELEMENT (NESTED parameters)? ENCODING* END  # tensorType
  | NAME                                                               # namedType
  | TYPE_NAME                                                          # namedType
  ;

dimension : DIMENSION | FREE ;

parameters : (PARAMETER_TEXT | PARAMETER_NESTED parameters)* PARAMETER_END ;

attribute
  : list (NAME list (ARROW list)?)?                              # lists
  | dictionary                                                   # entries
  | DENSE LESS dense? GREATER                                    # elements
  | ARRAY LESS NAME (COLON denseElement (COMMA denseElement)*)? GREATER  # numbers
  | HASH_NAME (LESS hashPart* GREATER)?                          # hash
  | LOCATION LPAREN balanced* RPAREN                             # position
  | STRING                                                       # text
  | SYMBOL                                                       # symbol
  | number                                                       # scalar
  | NAME                                                         # word
  | type                                                         # typeAttribute
  ;

typed : attribute (COLON type)? | functionType ;

list : LBRACKET (listItem (COMMA listItem)*)? RBRACKET ;

listItem : typed | INTEGER (COLON INTEGER)+ ;

dictionary : LBRACE (entry (COMMA entry)*)? RBRACE ;

entry : (NAME | STRING) (ASSIGN typed)? ;

dense : STRING | denseElement ;

denseElement : number | NAME | LBRACKET (denseElement (COMMA denseElement)*)? RBRACKET ;

number : INTEGER | FLOAT | HEX ;

hashPart : NAME ASSIGN list | list | NAME | INTEGER | COMMA | ARROW ;

location : LOCATION LPAREN balanced* RPAREN ;

balanced : LPAREN balanced* RPAREN | ~(LPAREN | RPAREN) ;
