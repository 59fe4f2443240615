# login_defs: the rules for passwords and accounts in /etc/login.defs.
module Cincture
  module Resources
    class LoginDefs < Inspec.resource(1)
      include FileReader

      name 'login_defs'
      supports platform: 'unix'
      desc 'The rules in /etc/login.defs.'

      ASSIGNMENT = /^\s*(\S+)\s+(\S*)\s*$/

      def initialize(path = nil)
        @path = path || '/etc/login.defs'
        @content = read_file_content(@path)
      end

      def method_missing(name)
        read_params[name.to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def read_params
        return {} if @content.nil?
        @params ||= SimpleConfig.new(@content, assignment_regex: ASSIGNMENT).params
      end

      def resource_id
        @path
      end

      def to_s
        'login.defs'
      end
    end
  end
end
