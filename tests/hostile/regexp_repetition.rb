# A pattern that compiles into 10^12 states.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      Regexp.new('((a{1,1000}){1,1000}){1,1000}{1,1000}')
      loop {}
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
