# A tag of 40 arrays, each twice in the next: 2^40 elements when written out.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  wide = ['x']
  40.times { wide = [wide, wide] }
  tag wide: wide
  describe 1 do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
