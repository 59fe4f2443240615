# Recursion through to_s and interpolation.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      o = Object.new
      def o.to_s
        "#{self}"
      end
      o.to_s
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
